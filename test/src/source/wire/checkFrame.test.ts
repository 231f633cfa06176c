import { type FrameHeaders, encodeFrame } from 'rx-bedrock/testing/loopback';
import { describe, expect, it } from 'vitest';
import { checkFrame } from '../../../../src/source/wire/checkFrame.js';
import { FrameWalker } from '../../../../src/source/wire/frameWalker.js';

const frameOf = (headers: FrameHeaders, payload: string) => {
  const walker = new FrameWalker();
  walker.push(encodeFrame(headers, Buffer.from(payload, 'latin1')));
  walker.peek();
  return walker;
};

describe('a frame', () => {
  it.each([
    ['nothing', {}],
    ['no event type', { ':message-type': 'event' }],
    ['no exception type', { ':message-type': 'exception' }],
    ['no error message', { ':message-type': 'error', ':error-code': 'Oops' }],
    ['no error code', { ':message-type': 'error', ':error-message': 'Oops' }],
    ['another message type', { ':message-type': 'weather', ':event-type': 'contentBlockDelta' }],
    ['no message type', { ':event-type': 'contentBlockDelta' }],
  ])('whose headers say %s is refused', (_what, values) => {
    expect(() => checkFrame(frameOf(values, '{}'))).toThrow(
      expect.objectContaining({ code: 'protocol' }) as Error,
    );
  });

  it('of an event in another encoding is refused, of an exception is not', () => {
    const event = { ':message-type': 'event', ':event-type': 'messageStop' };
    const exception = { ':message-type': 'exception', ':exception-type': 'throttlingException' };
    expect(() => checkFrame(frameOf(event, '"é"'))).toThrow('UTF-8');
    expect(() => checkFrame(frameOf(exception, '"é"'))).not.toThrow();
  });
});
