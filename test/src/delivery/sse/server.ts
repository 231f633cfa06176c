import { ReplaySubject } from 'rxjs';
import { eventFrame } from '../../../../src/delivery/sse/frames.js';
import type { ConverseEvent } from 'rx-bedrock';
import { listen } from '../http/site.js';

/** A server of the test's own, which remembers what it was asked. */
export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly Request[];
  readonly asked: ReplaySubject<Request>;
  /** Whether the client still listens to the first answer that stays open. */
  readonly isOpen: () => boolean;
}

/** @param answer - what to answer to a request; of those behind the last the last is the answer again */
export async function startServer(
  ...answers: ((request: Request) => Response | Promise<Response>)[]
): Promise<ScriptedServer> {
  const requests: Request[] = [];
  const signals: AbortSignal[] = [];
  const asked = new ReplaySubject<Request>(Infinity);
  const { port } = await listen(async (request) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)]!;
    requests.push(request);
    signals.push(request.signal);
    asked.next(request);
    return answer(request);
  });
  return {
    url: `http://127.0.0.1:${port}/generations/some`,
    requests,
    asked,
    isOpen: () => signals[0]?.aborted === false,
  };
}

export const streamHeaders = { 'content-type': 'text/event-stream' };

/** A stream that ends behind these frames. */
export function frames(...texts: string[]): Response {
  return new Response(texts.join(''), { headers: streamHeaders });
}

/** A stream that stays open behind these frames. */
export function open(...texts: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(texts.join(''))),
  });
  return new Response(body, { headers: streamHeaders });
}

/** The frames of events, the first at place `from`. */
export function eventFrames(events: readonly ConverseEvent[], from = 1): string[] {
  return events.map((event, at) => eventFrame({ seq: from + at, event }));
}
