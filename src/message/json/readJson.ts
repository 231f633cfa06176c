import { concat, concatMap, defer, type Observable, throwError } from 'rxjs';
import { GenerationError } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { emptyMessage, foldMessage, type MessageState } from '../fold.js';
import { partialOf } from '../snapshotOf.js';
import { ChosenBlock, type ToolInputChoice } from './chosenBlock.js';
import type { JsonFault, JsonParser } from './jsonParser.js';

/** What reads the JSON, and what there is to tell after each piece of it. */
export interface JsonReader<R> {
  readonly parser: JsonParser;
  readonly news: () => R[];
}

/** Reads the JSON of a generation as it streams; what is no JSON is an error with code `model`. */
export function readJson<R>(
  events: Observable<ConverseEvent>,
  choice: ToolInputChoice | undefined,
  makeReader: () => JsonReader<R>,
): Observable<R> {
  return defer(() => {
    const block = new ChosenBlock(choice);
    const { parser, news } = makeReader();
    let seen = emptyMessage;
    let isBlank = true;
    let isOver = false;

    const readFrom = (event: ConverseEvent): void => {
      const piece = block.pieceIn(event);
      if (isOver) return;
      isOver = block.endsWith(event);
      isBlank &&= piece.trim() === '';
      parser.push(piece);
      // A tool call without arguments may send nothing at all.
      if (isOver && isBlank && block.isCall) parser.push('{}');
      if (isOver) parser.end();
    };
    return events.pipe(
      concatMap((event) => {
        seen = foldMessage(seen, event);
        readFrom(event);
        const { fault } = parser;
        // Why the text ends too early, only the stop reason tells.
        const isTold = fault && (!isOver || event.messageStop);
        return isTold ? concat(news(), malformed(fault, seen)) : news();
      }),
    );
  });
}

function malformed({ message, position }: JsonFault, seen: MessageState): Observable<never> {
  const { stopReason } = seen.details;
  const reason = stopReason && stopReason !== 'end_turn' ? ` The stop reason is ${stopReason}.` : '';
  const text = `The model's JSON is malformed. ${message} at character ${position}.${reason}`;
  return throwError(() => new GenerationError('model', text, { partial: partialOf(seen) }));
}
