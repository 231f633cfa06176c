import type { ConverseEvent, DeltaEvent } from '../events.js';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  reasoningDelta,
  signatureDelta,
  textDelta,
  toolUseDelta,
  toolUseStart,
} from './events.js';

/** The marble values by letter. */
export type Vocabulary = Readonly<
  Record<'s' | 'x' | 't' | 'y' | 'z' | 'e' | 'u' | 'm', ConverseEvent> &
    Record<'a' | 'b' | 'c' | 'd' | 'o', DeltaEvent<'text'>> &
    Record<'i' | 'j', DeltaEvent<'toolUse'>> &
    Record<'r' | 'g', DeltaEvent<'reasoningContent'>>
>;

/**
 * The marble values: `cold('s-a-b-e-m|', vocabulary)` is a whole answer.
 *
 * | marble | event |
 * | --- | --- |
 * | `s` | messageStart |
 * | `a` `b` `c` `d` | text deltas of block 0: `'a'`, `'b'`, `'c'`, `'d'` |
 * | `o` | an empty text delta of block 0 |
 * | `x` | contentBlockStop of block 0 |
 * | `t` | contentBlockStart of a tool call in block 1: `weather`, `tooluse_1` |
 * | `i` `j` | its input: `'{"city":'`, `'"Turin"}'` |
 * | `y` | contentBlockStop of block 1 |
 * | `r` `g` `z` | block 2: reasoning `'so'`, its signature, contentBlockStop |
 * | `e` | messageStop, `end_turn` |
 * | `u` | messageStop, `tool_use` |
 * | `m` | metadata: 12 tokens in, 34 out, 420 ms |
 */
export const vocabulary: Vocabulary = {
  s: messageStart(),
  a: textDelta('a'),
  b: textDelta('b'),
  c: textDelta('c'),
  d: textDelta('d'),
  o: textDelta(''),
  x: blockStop(0),
  t: toolUseStart('weather', 'tooluse_1', 1),
  i: toolUseDelta('{"city":', 1),
  j: toolUseDelta('"Turin"}', 1),
  y: blockStop(1),
  r: reasoningDelta('so', 2),
  g: signatureDelta('c2lnbmVk', 2),
  z: blockStop(2),
  e: messageStop(),
  u: messageStop('tool_use'),
  m: metadata(),
};
