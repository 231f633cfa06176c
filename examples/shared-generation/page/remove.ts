/** The server has said no: asking the same again would be answered in the same way. */
export class Refusal extends Error {}

/**
 * Sends a DELETE, for what is no longer wanted.
 * @throws Refusal - in the server's words
 * @throws Error - where it is worth another try
 */
export async function remove(address: string): Promise<void> {
  // A content type that no other site can send: so the server knows that it is us.
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(address, { method: 'DELETE', headers });
  if (response.ok) return;
  const words = await wordsOf(response);
  throw response.status < 500 ? new Refusal(words) : new Error(words);
}

async function wordsOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => undefined)) as { message?: unknown } | undefined;
  return typeof body?.message === 'string' ? body.message : `The server answers with ${response.status}.`;
}
