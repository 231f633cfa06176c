import type { OperatorFunction } from 'rxjs';
import { checkSource, complaint } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { checkChoice, type ToolInputChoice } from '../src/message/json/chosenBlock.js';
import type { JsonPath } from '../src/message/json/growingTree.js';
import { JsonParser } from '../src/message/json/jsonParser.js';
import { readJson } from '../src/message/json/readJson.js';

/**
 * Emits the values at a path of the JSON that streams in, each as soon as it is whole.
 *
 * <span class="informal">Start with the first search result while the model still writes the second.</span>
 *
 * A path is a list of keys and positions; `'*'` stands for any of them, and `[]` for the whole. The JSON is that of
 * the answer (its first text block), or the input of one tool call. What is no JSON is an error with code `model`.
 *
 * ```text
 * in                                             s-t-i-j-y-u-m|     i '{"city":', j '"Turin"}'
 * selectJsonPath(['city'], { name: 'weather' })  ------v------|     v 'Turin'
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { selectJsonPath } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('{ "items": [{ "title": "One" }, { "title": "Two" }] }'))
 *   .pipe(selectJsonPath<string>(['items', '*', 'title']))
 *   .subscribe((title) => console.log(title));
 * ```
 *
 * @typeParam V - what the values will be; nothing checks that the model keeps to it
 * @param path - keys, positions and `'*'`
 * @param which - `{ toolUseId }`, `{ name }` or `{ blockIndex }` of a tool call; without it, the answer itself
 * @returns an operator from events to values
 * @throws TypeError - at once, when the path is no list of keys and positions, or `which` names nothing
 * @see {@link accumulateJson} for the whole value so far
 */
export function selectJsonPath<V>(
  path: JsonPath,
  which?: ToolInputChoice,
): OperatorFunction<ConverseEvent, V> {
  checkPath(path);
  checkChoice(which);
  return (source) =>
    readJson(checkSource('selectJsonPath', source), which, () => {
      let found: V[] = [];
      const parser = new JsonParser((value, at) => {
        if (leadsTo(path, at)) found.push(value as V);
      });
      const news = () => {
        const values = found;
        found = [];
        return values;
      };
      return { parser, news };
    });
}

function leadsTo(path: JsonPath, at: JsonPath): boolean {
  return path.length === at.length && path.every((step, level) => step === '*' || step === at[level]);
}

function checkPath(path: JsonPath): void {
  const fix = "Pass ['items', '*', 'title'], say.";
  if (!Array.isArray(path)) {
    throw new TypeError(complaint('The path of selectJsonPath()', path, 'a list of keys and positions', fix));
  }
  for (const [level, step] of path.entries()) {
    if (typeof step === 'string' || (Number.isInteger(step) && step >= 0)) continue;
    const name = `Step ${level} of the path of selectJsonPath()`;
    throw new TypeError(complaint(name, step, "a key, a position from 0 on, or '*'", fix));
  }
}
