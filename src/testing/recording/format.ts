import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { tagBytes } from '../../bytesInJson.js';
import type { GenerationErrorCode } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { type ResponseInfo, responseOf } from '../../response.js';

/** What the first line of a recording calls itself. */
export const format = 'rx-bedrock recording';

/** The only version so far. */
export const version = 1;

/** A failure as a recording keeps it. Of the error underneath, what is left are its name and its message. */
export interface RecordedFailure {
  readonly code: GenerationErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly response?: ResponseInfo;
  readonly cause?: { readonly name: string; readonly message: string };
}

/** How a generation ended, by the status that its outcome has; all failures are one. */
export type Ending =
  | { readonly end: 'complete' | 'stopped' }
  | { readonly end: 'error'; readonly error: RecordedFailure };

/** The first line: what it is, and the request where it is wanted. */
export function headLine(request: Partial<ConverseStreamCommandInput> | undefined): string {
  return lineOf({ format, version, request });
}

/** The line of an event, and of the response that it opened: of that the event itself says nothing. */
export function eventLine(at: number, event: ConverseEvent): string {
  return lineOf({ at, event, response: responseOf(event) });
}

/** The last line. */
export function endLine(at: number, ending: Ending): string {
  return lineOf({ at, ...ending });
}

function lineOf(content: object): string {
  return `${JSON.stringify(tagBytes(content))}\n`;
}
