import { Refusal } from './answers.js';

/**
 * The same request, if its body is no longer than it may be. One that declares its length is handed on as it is: the
 * server holds it to that. Any other is read first.
 */
export async function bounded(request: Request, most: number): Promise<Request> {
  const declared = request.headers.get('content-length');
  if (declared !== null && !(Number(declared) <= most)) throw tooLarge(most);
  if (declared !== null || !request.body) return request;
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body: await read(request.body, most) });
}

async function read(body: ReadableStream<Uint8Array>, most: number): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  // To leave the loop cancels the rest.
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > most) throw tooLarge(most);
    chunks.push(new Uint8Array(chunk));
  }
  return new Blob(chunks);
}

function tooLarge(most: number): Refusal {
  return new Refusal(413, 'rejected', `The body of a request may have ${most} bytes at most.`);
}
