import type { ResponseInfo } from '../response.js';

/** What the SDK notes of an exchange, on its results and on its errors. */
interface SdkMetadata {
  readonly requestId?: string | undefined;
  readonly attempts?: number | undefined;
  readonly httpStatusCode?: number | undefined;
}

/** A response as the handlers make it, whatever it is. */
interface SdkResponse {
  readonly headers?: Readonly<Record<string, string>>;
}

interface SdkError {
  readonly $metadata?: SdkMetadata;
  /** Where an exception came as the first frame, only the response itself has the request id. */
  readonly $response?: SdkResponse;
}

/** The SDK's notes in our words. */
export function responseFrom({ requestId, attempts = 1 }: SdkMetadata): ResponseInfo {
  return requestId === undefined ? { attempts } : { requestId, attempts };
}

/** The response that an error tells of. */
export function responseOfError(error: unknown): ResponseInfo | undefined {
  const { $metadata, $response } = (error ?? {}) as SdkError;
  if (!$metadata) return undefined;
  const requestId = $metadata.requestId ?? requestIdOf($response);
  return responseFrom({ ...$metadata, requestId });
}

/** The response of which nothing but its headers is there. */
export function responseOfHeaders(response: unknown, attempts: number): ResponseInfo {
  return responseFrom({ requestId: requestIdOf(response as SdkResponse | undefined), attempts });
}

function requestIdOf(response: SdkResponse | undefined): string | undefined {
  return response?.headers?.['x-amzn-requestid'];
}

/** The HTTP status that an error tells of. */
export function statusOfError(error: unknown): number | undefined {
  return ((error ?? {}) as SdkError).$metadata?.httpStatusCode;
}

/** How long an error asks to wait before the next request, in milliseconds. */
export function retryAfterOf(error: unknown): number | undefined {
  const headers = ((error ?? {}) as SdkError).$response?.headers;
  const delay = delayOf(headers?.['retry-after']) ?? Number(headers?.['x-amz-retry-after'] ?? Number.NaN);
  return delay > 0 ? delay : undefined;
}

/** HTTP's header: a number of seconds, or a date. */
export function delayOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = retryAfter.trim() === '' ? Number.NaN : Number(retryAfter);
  return Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : seconds * 1000;
}
