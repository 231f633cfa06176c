import { JsonParser } from './jsonParser.js';
import type { JsonReader } from './readJson.js';

/** Reads the JSON as one value, and tells of it each time it has grown. */
export function valueReader(): JsonReader<unknown> {
  const parser = new JsonParser();
  let shown: unknown;
  const news = () => {
    const value = parser.snapshot();
    const isNew = value !== shown;
    shown = value;
    return isNew ? [value] : [];
  };
  return { parser, news };
}
