import type { LoopbackRequest } from 'rx-bedrock/testing/loopback';
import { expect } from 'vitest';

/** Asserts that the client closes the HTTP stream within 50 ms of the action, as the server sees it. */
export async function closesPromptly(request: LoopbackRequest, action: () => void): Promise<void> {
  expect(request.isOpen, 'the stream is open until then').toBe(true);
  const before = performance.now();
  action();
  const { by, at } = await request.closed;
  expect(by).toBe('client');
  expect(at - before).toBeLessThan(50);
}
