import type { ConverseEvent } from 'rx-bedrock';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  paced,
  reasoningDelta,
  type ScriptStep,
  signatureDelta,
  textDelta,
  toolUseDelta,
  toolUseStart,
  wait,
} from 'rx-bedrock/testing';
import type { Answer } from './answer.js';

/** An answer as a model streams it: block after block in small pieces. @param pace - milliseconds per piece */
export function* spoken({ reasoning, text, tools }: Answer, pace: number): Iterable<ScriptStep> {
  let tokens = 0;
  const inPieces = function* (whole: string, toEvent: (piece: string) => ConverseEvent) {
    for (const piece of piecesOf(whole)) {
      tokens += 1;
      // Models are not metronomes.
      yield wait(pace * (0.5 + (tokens % 5) / 4));
      yield toEvent(piece);
    }
  };
  yield wait(pace * 20);
  yield messageStart();
  yield* inPieces(reasoning, (piece) => reasoningDelta(piece, 0));
  yield signatureDelta('c2NyaXB0ZWQ=', 0);
  yield blockStop(0);
  yield* inPieces(text, (piece) => textDelta(piece, 1));
  yield blockStop(1);
  for (const [index, { name, input }] of tools.entries()) {
    yield toolUseStart(name, `tooluse_${name}_${index}`, index + 2);
    yield* inPieces(JSON.stringify(input), (piece) => toolUseDelta(piece, index + 2));
    yield blockStop(index + 2);
  }
  yield messageStop(tools.length > 0 ? 'tool_use' : 'end_turn');
  yield metadata({ inputTokens: 46, outputTokens: tokens, totalTokens: tokens + 46 }, tokens * pace);
}

/** A model that is much faster than one can read: so many events, evenly. */
export function* hurried(events: number, pace: number): Iterable<ScriptStep> {
  const words = 'one request many readers and not a word is lost '.split(' ').filter(Boolean);
  const pieces = Array.from({ length: events }, (_, index) => {
    const end = index % 60 === 59 ? '.\n\n' : index % 12 === 11 ? '. ' : ' ';
    return textDelta(`${words[index % words.length]}${end}`);
  });
  yield messageStart();
  yield* paced(pieces, pace);
  yield blockStop();
  yield messageStop();
  yield metadata({ inputTokens: 46, outputTokens: events, totalTokens: events + 46 });
}

/** About as long as tokens are. */
function piecesOf(text: string): string[] {
  return text.match(/\s*[^\s]{1,6}|\s+$/g) ?? [];
}
