// A client whose event loop is blocked for longer than its patience with the provider; says how that ended.
import { fromConverseStream, toOutcome, userMessage } from 'rx-bedrock';
import { timeoutStream } from 'rx-bedrock/operators';
import { tap } from 'rxjs';
import { clientFor } from '../../src/testing/loopback/clientFor.js';
import type { LoopbackProtocol } from 'rx-bedrock/testing/loopback';

const [, , url, protocol, idle] = process.argv as [string, string, string, LoopbackProtocol, string];
const client = (await clientFor(protocol))(url);

let count = 0;
const events = fromConverseStream(client, { modelId: 'any', messages: [userMessage('Hi')] }).pipe(
  timeoutStream({ idle: Number(idle) }),
  tap(() => {
    count += 1;
    // Between two events, not while one is dealt with; and so that timers come before sockets when it is over.
    if (count === 3) setImmediate(() => block(3 * Number(idle)));
  }),
);
const { status, message } = await toOutcome(events);
console.log(JSON.stringify({ status, text: message.content[0]?.text }));

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
