import { Refusal } from './answers.js';

/**
 * The same request, if its body is no longer than it may be. One that declares its length is handed on as it is: the
 * server holds it to that. Any other is read first.
 */
export async function bounded(request: Request, most: number): Promise<Request> {
  if (declaredLength(request, most) !== undefined || !request.body) return request;
  return (await readBody(request, most)).request;
}

/** The same request with its body, which has been read, if that is no longer than it may be. */
export async function readBody(
  original: Request,
  most: number,
): Promise<{ request: Request; body: Uint8Array<ArrayBuffer> }> {
  declaredLength(original, most);
  const { url, method, headers, signal } = original;
  const body = original.body ? await read(original.body, most) : new Uint8Array();
  return { request: new Request(url, { method, headers, signal, body }), body };
}

function declaredLength(request: Request, most: number): number | undefined {
  const declared = request.headers.get('content-length');
  if (declared === null) return undefined;
  if (!(Number(declared) <= most)) throw tooLarge(most);
  return Number(declared);
}

async function read(body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  // To leave the loop cancels the rest.
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > most) throw tooLarge(most);
    chunks.push(new Uint8Array(chunk));
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function tooLarge(most: number): Refusal {
  return new Refusal(413, 'rejected', `The body of a request may have ${most} bytes at most.`);
}
