import type { OperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { checkChoice, type ToolInputChoice } from '../src/message/json/chosenBlock.js';
import type { DeepPartial } from '../src/message/json/deepPartial.js';
import { type JsonReader, readJson } from '../src/message/json/readJson.js';
import { valueReader } from '../src/message/json/valueReader.js';

/**
 * Emits the JSON value so far, each time it grows.
 *
 * <span class="informal">Structured output that fills in before your eyes.</span>
 *
 * The JSON is that of the answer (its first text block), or the input of one tool call. It is parsed as it streams,
 * each character once: strings show as far as they have come, numbers, literals and keys only when they are whole.
 * Values never change afterwards, and what is finished keeps its identity. What is no JSON is an error with code
 * `model` that says where; so is JSON that ends too early, unless the generation was stopped.
 *
 * ```text
 * in                                   s-t-i-j-y-u-m|     i '{"city":', j '"Turin"}'
 * accumulateJson({ name: 'weather' })  ----1-2------|     1 {}, 2 { city: 'Turin' }
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { accumulateJson } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * interface Recipe {
 *   title: string;
 *   steps: { text: string; minutes: number }[];
 * }
 * of(...textMessage('{ "title": "Soup", "steps": [{ "text": "Boil water.", "minutes": 5 }] }'))
 *   .pipe(accumulateJson<Recipe>())
 *   .subscribe(({ title, steps }) => console.log(title, steps?.[0]?.minutes));
 * ```
 *
 * @typeParam T - what the whole value will be; nothing checks that the model keeps to it
 * @param which - `{ toolUseId }`, `{ name }` or `{ blockIndex }` of a tool call; without it, the answer itself
 * @returns an operator from events to deep-partial values
 * @throws TypeError - at once, when `which` names nothing
 * @see {@link selectJsonPath} for single values, each when it is whole
 */
export function accumulateJson<T>(which?: ToolInputChoice): OperatorFunction<ConverseEvent, DeepPartial<T>> {
  checkChoice(which);
  return (source) =>
    readJson(checkSource('accumulateJson', source), which, () => valueReader() as JsonReader<DeepPartial<T>>);
}
