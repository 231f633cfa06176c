import { textOfThrown } from '../check.js';
import { GenerationError, type GenerationErrorCode, toGenerationError } from '../errors.js';
import type { MessageState } from '../message/fold.js';
import { partialOf } from '../message/snapshotOf.js';
import type { ResponseInfo } from '../response.js';
import { KnownFailure } from './knownFailure.js';
import { responseOfError, statusOfError } from './sdkMetadata.js';
import { withPartial } from './verified.js';

/** What a source knows of the response to its request. */
interface Responses {
  /** What `send()` has resolved with. */
  readonly response?: ResponseInfo | undefined;
  /** What is known of the latest attempt, where `send()` had not resolved yet. */
  readonly noted?: ResponseInfo | undefined;
}

/** Whatever a source threw as the one typed error, with all that had arrived. */
export function classify(
  error: unknown,
  seen: MessageState,
  { response, noted }: Responses = {},
): GenerationError {
  if (error instanceof GenerationError) return toGenerationError(error, partialOf(seen));
  const details = withPartial(seen, response ?? responseOfError(error) ?? noted);
  if (error instanceof KnownFailure) {
    const hope = hopeFor(error.code, seen);
    return new GenerationError(error.code, error.message, { ...details, ...hope, cause: error.cause });
  }
  const message = messageOf(error);
  const code = codeOf(error, message, response !== undefined);
  const hope = hopeFor(code, seen);
  const text = code === 'network' ? `The connection failed: ${message}` : withFix(message);
  return new GenerationError(code, text, { ...details, ...hope, cause: error });
}

/** Where the code alone does not tell whether to ask again: never for a message that is whole. */
function hopeFor(code: GenerationErrorCode, seen: MessageState): { retryable?: boolean } {
  if (seen.hasStopped) return { retryable: false };
  return code === 'truncated' ? { retryable: !seen.hasContent } : {};
}

/** @param hasResponse - whether `send()` had resolved: what is thrown then is thrown by those who decode */
function codeOf(error: unknown, message: string, hasResponse: boolean): GenerationErrorCode {
  const name = nameOf(error);
  const status = statusOfError(error);
  // What an exception says is Bedrock's own, or the model's: no words of it tell what it is.
  const bySentence = /Exception$/i.test(name) ? undefined : matching(sentences, message);
  return (
    bySentence ??
    matching(names, name) ??
    codeOfStatus(status) ??
    (hasResponse || status !== undefined ? matching(decoderErrors, name) : undefined) ??
    'unknown'
  );
}

type Patterns = readonly (readonly [RegExp, GenerationErrorCode])[];

function matching(patterns: Patterns, text: string): GenerationErrorCode | undefined {
  return patterns.find(([pattern]) => pattern.test(text))?.[1];
}

// The SDK tells its exceptions apart by name, Node its own by a code in capitals.
const names: Patterns = [
  [/^(Throttling|TooManyRequests|ModelNotReady)/i, 'throttled'],
  [/^(ServiceUnavailable|InternalServer|InternalFailure)/i, 'unavailable'],
  [/^(ModelStreamError|ModelError)/i, 'model'],
  [/^(ModelTimeout|Timeout|RequestTimeout)/i, 'timeout'],
  [/^(Validation|AccessDenied|ResourceNotFound|ServiceQuota|UnrecognizedClient|ExpiredToken)/i, 'rejected'],
  [
    /^(InvalidSignature|IncompleteSignature|MissingAuthentication|CredentialsProvider|TokenProvider)/i,
    'rejected',
  ],
  [/^AbortError$/, 'aborted'],
  [/^(E[A-Z_]+|ERR_HTTP2_\w+|ERR_STREAM_PREMATURE_CLOSE)$/, 'network'],
];

// The event-stream codec and the handlers tell theirs apart by nothing but what they say.
const sentences: Patterns = [
  [/^Region is missing|Could not load credentials/i, 'rejected'],
  [/^Truncated event message/, 'truncated'],
  // Of HTTP/1.1's handler, with the code that a connection has which cannot be made.
  [/exceeded the configured \d+ ms requestTimeout/, 'timeout'],
  // A server that was lost before it answered: the SDK calls it a TimeoutError.
  [/did not get a response|HTTP\/2 stream is abnormally aborted/, 'network'],
  [/checksum|message too short|Reported message length|event stream/i, 'protocol'],
];

/** What the SDK's decoder stumbles over, where there was no status that says more. */
const decoderErrors: Patterns = [[/^(TypeError|SyntaxError|RangeError)$/, 'protocol']];

function codeOfStatus(status: number | undefined): GenerationErrorCode | undefined {
  if (status === undefined || status < 400) return undefined;
  if (status === 408) return 'timeout';
  if (status === 429) return 'throttled';
  return status >= 500 ? 'unavailable' : 'rejected';
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : error.name;
}

/** What an error says, without what the SDK has made of it. */
function messageOf(error: unknown): string {
  const text = textOfThrown(error).replace(advice, '');
  // Exceptions that the SDK has no model of bring their payload as it came.
  const payload = text.startsWith('{') ? parse(text) : undefined;
  const message = payload?.message ?? payload?.Message;
  return typeof message === 'string' ? message : text;
}

/** What the SDK says of its own inner workings, below what failed in decoding. */
const advice = /\n\s*Deserialization error:[^]*$/;

function parse(json: string): { readonly message?: unknown; readonly Message?: unknown } | undefined {
  try {
    return JSON.parse(json) as object;
  } catch {
    return undefined;
  }
}

function withFix(message: string): string {
  const fix = fixes.find(([pattern]) => pattern.test(message))?.[1];
  return fix ? `${message.replace(/\.?$/, '.')} ${fix}` : message;
}

const fixes: readonly (readonly [RegExp, string])[] = [
  [/^Region is missing/, "Set AWS_REGION, or pass one: new BedrockRuntimeClient({ region: 'us-east-1' })."],
  [
    /Could not load credentials/,
    'Run `aws configure` or `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
];
