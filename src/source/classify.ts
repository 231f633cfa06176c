import { textOfThrown } from '../check.js';
import { GenerationError, type GenerationErrorCode } from '../errors.js';
import type { MessageState } from '../message/fold.js';
import type { ResponseInfo } from '../response.js';
import { withPartial } from './verified.js';

/** A failure that a source knows better than the error it came from. */
export class KnownFailure extends Error {
  readonly code: GenerationErrorCode;

  constructor(code: GenerationErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Whatever a source threw as the one typed error, with all that had arrived. */
export function classify(error: unknown, seen: MessageState, response?: ResponseInfo): GenerationError {
  if (error instanceof GenerationError) return error;
  const details = withPartial(seen, response ?? responseIn(error));
  if (error instanceof KnownFailure) {
    return new GenerationError(error.code, error.message, { ...details, cause: error.cause });
  }
  const { name, message } = describe(error);
  const code = codeOf(name, message);
  const isHopeful = code === 'truncated' ? { retryable: !seen.hasContent } : {};
  return new GenerationError(code, withFix(message), { ...details, ...isHopeful, cause: error });
}

function codeOf(name: string, message: string): GenerationErrorCode {
  return codes.find(([pattern]) => pattern.test(name) || pattern.test(message))?.[1] ?? 'unknown';
}

// The SDK tells its errors apart by name, Node by code, and the event-stream codec by nothing but its sentences.
const codes: readonly (readonly [RegExp, GenerationErrorCode])[] = [
  [/^(Throttling|TooManyRequests|ModelNotReady)/i, 'throttled'],
  [/^(ServiceUnavailable|InternalServer|InternalFailure)/i, 'unavailable'],
  [/^(ModelStreamError|ModelError)/i, 'model'],
  // The SDK calls a server that was lost before it answered a TimeoutError.
  [/did not get a response/, 'network'],
  [/^(ModelTimeout|Timeout|RequestTimeout)/i, 'timeout'],
  [/^(Validation|AccessDenied|ResourceNotFound|ServiceQuota|UnrecognizedClient|ExpiredToken)/i, 'rejected'],
  [
    /^(InvalidSignature|IncompleteSignature|MissingAuthentication|CredentialsProvider|TokenProvider)/i,
    'rejected',
  ],
  [/^Region is missing|Could not load credentials/i, 'rejected'],
  [/^AbortError$/, 'aborted'],
  [/^Truncated event message/, 'truncated'],
  [/^(E[A-Z]+|ERR_HTTP2_\w+|ERR_STREAM_PREMATURE_CLOSE)$|HTTP\/2 stream is abnormally aborted/, 'network'],
  [/checksum|message too short|Reported message length|event stream|^SyntaxError$|^RangeError$/i, 'protocol'],
];

const fixes: readonly (readonly [RegExp, string])[] = [
  [/^Region is missing/, "Set AWS_REGION, or pass one: new BedrockRuntimeClient({ region: 'us-east-1' })."],
  [
    /Could not load credentials/,
    'Run `aws configure` or `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
];

function withFix(message: string): string {
  const fix = fixes.find(([pattern]) => pattern.test(message))?.[1];
  return fix ? `${message.replace(/\.?$/, '.')} ${fix}` : message;
}

/** What tells an error's kind: Node's code where there is one, else its name. */
function describe(error: unknown): { name: string; message: string } {
  if (!(error instanceof Error)) return { name: '', message: textOfThrown(error) };
  const code = (error as NodeJS.ErrnoException).code;
  // The SDK adds a line of advice on its own inner workings to what failed in decoding.
  const message = error.message.split('\n')[0] ?? '';
  return { name: typeof code === 'string' ? code : error.name, message };
}

/** What the SDK notes of the response on an error: in its metadata, or only in the response that it attached. */
function responseIn(error: unknown): ResponseInfo | undefined {
  const { $metadata, $response } = (error ?? {}) as SdkError;
  if (!$metadata) return undefined;
  const requestId = $metadata.requestId ?? $response?.headers?.['x-amzn-requestid'];
  return responseFrom({ ...$metadata, requestId });
}

interface SdkMetadata {
  requestId?: string | undefined;
  attempts?: number | undefined;
}

interface SdkError {
  $metadata?: SdkMetadata;
  $response?: { headers?: Record<string, string> };
}

/** The SDK's `$metadata` in our words. */
export function responseFrom({ requestId, attempts = 1 }: SdkMetadata): ResponseInfo {
  return requestId === undefined ? { attempts } : { requestId, attempts };
}
