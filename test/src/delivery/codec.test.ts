import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { messageStart, textDelta } from 'rx-bedrock/testing';
import { expect, it } from 'vitest';
import { readEvent, writeEvent } from '../../../src/delivery/codec.js';
import { responseOf, withResponse } from '../../../src/response.js';

it('an event comes back as it was, on one line whatever its text holds', () => {
  const event = textDelta('a\r\nid: 7\n\ndata: \u2028');
  expect(writeEvent(event)).not.toMatch(/[\r\n]/);
  expect(readEvent(writeEvent(event))).toEqual(event);
});

it('bytes come back as bytes', () => {
  const delta = { reasoningContent: { redactedContent: Uint8Array.of(0, 10, 255) } };
  const event: ConverseEvent = { contentBlockDelta: { contentBlockIndex: 2, delta } };
  expect(readEvent(writeEvent(event))).toEqual(event);
});

it('a messageStart keeps its response, and shows nothing of it', () => {
  const read = readEvent(writeEvent(withResponse(messageStart(), { requestId: 'r', attempts: 2 })));
  expect(read).toEqual(messageStart());
  expect(responseOf(read)).toEqual({ requestId: 'r', attempts: 2 });
});

it('what there is no JSON for is a typed error that says so', () => {
  const event = { ...messageStart(), tokens: 1n } as object as ConverseEvent;
  expect(() => writeEvent(event)).toThrow(GenerationError);
  expect(() => writeEvent(event)).toThrow(/^protocol: .*BigInt/);
});
