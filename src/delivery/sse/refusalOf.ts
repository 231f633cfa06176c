import { GenerationError, type GenerationErrorCode } from '../../errors.js';
import { delayOf } from '../../source/sdkMetadata.js';
import { Interruption } from './interruption.js';

/** How much of an answer that is no stream is read, in bytes. */
const most = 65_536;

/**
 * What an answer means that is no stream of events.
 * @param hasOpened - whether the generation was there before
 */
export async function refusalOf(
  response: Response,
  hasOpened: boolean,
): Promise<GenerationError | Interruption> {
  const { status, statusText, headers } = response;
  if (status === 204)
    return new GenerationError('truncated', 'The server has no more, and the message is not whole.');
  const text = await textOf(response);
  // Read already, so that no connection waits for it; whoever wants to look has the very same answer.
  const cause = new Response(text, { status, statusText, headers });
  const told = messageIn(text);
  const code = codeOf(status, hasOpened);
  const message = `The server answered ${status}${told === undefined ? '' : `: ${told}`}`;
  const error = new GenerationError(code, message, { cause });
  return isPassing(status, hasOpened) ? new Interruption(error, retryAfterIn(headers)) : error;
}

/** How long a server asks to wait, in milliseconds; nothing where it says what nobody understands. */
function retryAfterIn(headers: Headers): number {
  const delay = delayOf(headers.get('retry-after') ?? undefined) ?? 0;
  return delay > 0 ? delay : 0;
}

function codeOf(status: number, hasOpened: boolean): GenerationErrorCode {
  if (status < 400) return 'protocol';
  if (status === 408) return 'timeout';
  if (status === 429) return 'throttled';
  if (status >= 500) return isPassing(status, hasOpened) ? 'unavailable' : 'unknown';
  return status === 404 && hasOpened ? 'logExpired' : 'rejected';
}

/** A 500 may be a bug in what starts a generation, which is there the next time too; to come back asks for less. */
function isPassing(status: number, hasOpened: boolean): boolean {
  return [408, 429, 502, 503, 504].includes(status) || (status >= 500 && hasOpened);
}

async function textOf({ body }: Response): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    if (done) return text;
    if (text.length < most) continue;
    await reader.cancel();
    return text;
  }
}

/** What our own handler says, and many others too. */
function messageIn(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
