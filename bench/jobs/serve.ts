import { createServer as createHttp1Server, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { answerTasks } from '../process/answerTasks.js';
import { type Answer, converseAnswer, invokeAnswer } from '../wire/frames.js';
import type { Endpoint } from '../wire/endpoint.js';
import { type StreamPlan, planOf } from '../wire/plan.js';
import { send } from '../wire/send.js';

const answers = { 'converse-stream': converseAnswer, 'invoke-with-response-stream': invokeAnswer } as const;
const encoded = new Map<string, Answer>();

function answerFor(operation: string, { deltas }: StreamPlan): Answer {
  const key = `${operation} ${deltas}`;
  let answer = encoded.get(key);
  if (!answer) {
    answer = answers[operation as keyof typeof answers](deltas);
    encoded.set(key, answer);
  }
  return answer;
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  request.once('end', () => {
    const path = /^\/model\/(?<modelId>[^/]+)\/(?<operation>[\w-]+)$/.exec(request.url ?? '');
    const { modelId = '', operation = '' } = path?.groups ?? {};
    if (!(operation in answers)) {
      response.writeHead(404).end();
      return;
    }
    const plan = planOf(decodeURIComponent(modelId));
    void send(response, answerFor(operation, plan), plan.pace);
  });
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The task is to say where. */
answerTasks(async () => {
  const h2 = await listen(
    // The compatibility API of HTTP/2 has other types and the same behaviour.
    createHttp2Server((request, response) => {
      handle(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    }),
  );
  const http1 = await listen(createHttp1Server(handle));
  const endpoint: Endpoint = { h2, http1 };
  return () => Promise.resolve(endpoint);
});
