import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { GenerationError } from '../../errors.js';
import { beginTurn, isTurnOver, letTimersRun } from '../../source/turn.js';

/** The longest frame that is read, in characters: as long as the longest generation of a log. */
const most = 33_554_432;

/** What comes out of a response. */
export interface FrameListener {
  readonly isOpen: () => boolean;
  readonly onFrame: (frame: EventSourceMessage) => void;
  readonly onHeartbeat: () => void;
  /** Something came, whatever it is. */
  readonly onBytes: () => void;
  /** How long the server wants to be left alone after a cut, in milliseconds. */
  readonly onRetry: (ms: number) => void;
}

/** Reads server-sent events, however they are cut into chunks. */
export async function readFrames(body: ReadableStream<Uint8Array>, listener: FrameListener): Promise<void> {
  const parser = createParser({
    onEvent: (frame) => {
      if (listener.isOpen()) listener.onFrame(frame);
    },
    onComment: listener.onHeartbeat,
    onRetry: listener.onRetry,
    maxBufferSize: most,
    onError: ({ type, message }) => {
      // Fields that nobody knows are passed over, as the format wants it.
      if (type === 'max-buffer-size-exceeded') throw new GenerationError('protocol', message);
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || !listener.isOpen()) return;
    beginTurn();
    listener.onBytes();
    parser.feed(decoder.decode(value, { stream: true }));
    if (isTurnOver()) await letTimersRun();
  }
}
