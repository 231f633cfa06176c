import type { Observable } from 'rxjs';
import { GenerationError } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { relay } from '../../relay.js';
import { appendText } from '../appendText.js';
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
  return relay(events, (subscriber) => {
    let seen = emptyMessage;
    let reading = new Reading(choice, makeReader());
    return {
      next: (event) => {
        seen = foldMessage(seen, event);
        if (event.messageStart) reading = new Reading(choice, makeReader());
        reading.take(event);
        for (const value of reading.reader.news()) subscriber.next(value);
        if (reading.fault) subscriber.error(malformed(reading.fault, reading.text, seen));
      },
    };
  });
}

/** The chosen JSON of one message, as far as it has come. */
class Reading<R> {
  readonly reader: JsonReader<R>;
  text = '';
  /** What to tell of it. */
  fault: JsonFault | undefined;
  private readonly block: ChosenBlock;
  private readonly choice: ToolInputChoice | undefined;
  private isOver = false;

  constructor(choice: ToolInputChoice | undefined, reader: JsonReader<R>) {
    this.block = new ChosenBlock(choice);
    this.choice = choice;
    this.reader = reader;
  }

  take(event: ConverseEvent): void {
    const piece = this.block.pieceIn(event);
    if (!this.isOver) {
      this.text = appendText(this.text, piece);
      this.reader.parser.push(piece);
      if (this.block.endsWith(event)) this.endBlock(event);
    }
    // Why a text ends too early, only the stop reason tells.
    if (!this.isOver || event.messageStop) this.fault = this.reader.parser.fault;
  }

  private endBlock({ messageStop }: ConverseEvent): void {
    const { parser } = this.reader;
    const isBlank = this.text.trim() === '';
    if (isBlank && !this.choice && !messageStop) {
      // A blank block is nobody's answer: some models begin with one.
      this.block.takeNextText();
      return;
    }
    this.isOver = true;
    // A tool call without arguments may send nothing at all.
    if (isBlank && this.block.isCall) parser.push('{}');
    parser.end();
  }
}

function malformed({ message, position }: JsonFault, text: string, seen: MessageState): GenerationError {
  const { stopReason } = seen.details;
  const reason = stopReason && stopReason !== 'end_turn' ? ` The stop reason is ${stopReason}.` : '';
  const complaint = `The model's JSON is malformed. ${message} at character ${position}.${reason}`;
  // Up to the fault, which is as far as everybody has read, whenever they came.
  const cause = { message, position, text: text.slice(0, position + 1) };
  return new GenerationError('model', complaint, { partial: partialOf(seen), cause });
}
