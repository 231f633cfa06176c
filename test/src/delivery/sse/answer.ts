import { textMessage } from 'rx-bedrock/testing';
import { endFrame } from '../../../../src/delivery/sse/frames.js';
import { eventFrames, frames } from './server.js';

/** An answer of the model, and the frames in which a server tells it. */
export const answer = textMessage('Hello from the loopback.');
export const all = eventFrames(answer);
export const complete = endFrame({ status: 'complete' });

/** What comes behind so many frames, to the end. */
export const restOf = (from: number) => frames(...all.slice(from), complete);

/** Without a delay that anybody would notice. */
export const quickly = { initialDelay: 1, maxDelay: 2 };
