import { serverHeader, type ServerState } from '../../about.js';
import type { News } from '../news.js';
import { Forked } from './forked.js';
import { passOn } from './passOn.js';
import type { Servers } from './servers.js';
import type { SharedAssignment } from './assignment.js';

/** How many generations it is remembered for who makes them. */
const memory = 1_000;

/**
 * Processes behind one port, which share their generations through Redis. Who makes a generation never serves it as long
 * as there is another: so that killing the one that serves shows that nothing is lost, and killing the one that makes
 * it, how that is told.
 */
export async function severalServers(
  names: readonly string[],
  assignment: SharedAssignment,
  tell: (news: News) => void,
): Promise<Servers> {
  const all = names.map((name) => new Forked(name, assignment, tell));
  await Promise.all(all.map((server) => server.start()));
  return new Several(all);
}

class Several implements Servers {
  private readonly all: readonly Forked[];
  private readonly makers = new Map<string, Forked>();
  private turn = 0;

  constructor(all: readonly Forked[]) {
    this.all = all;
  }

  async serve(request: Request): Promise<Response> {
    if (request.method === 'POST') return this.start(request);
    return servedBy(this.readerOf(idIn(request.url)), request);
  }

  states(generation: string): readonly ServerState[] {
    const maker = this.makers.get(generation);
    return this.all.map((server) => ({
      name: server.name,
      isUp: server.url !== undefined,
      isMaker: server === maker,
    }));
  }

  kill(name: string): boolean {
    return this.all.find((server) => server.name === name)?.kill() ?? false;
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((server) => server.close()));
  }

  private async start(request: Request): Promise<Response> {
    const up = this.all.filter(({ url }) => url !== undefined);
    const maker = up[this.turn++ % up.length];
    const made = await servedBy(maker, request);
    const location = made.headers.get('content-location');
    if (!maker || !made.ok || location === null) return made;
    const generation = idIn(`http://localhost${location}`);
    this.remember(generation, maker);
    const reader = this.readerOf(generation);
    if (!reader || reader === maker) return made;
    await made.body?.cancel();
    const headers = { accept: 'text/event-stream' };
    const { signal } = request;
    return servedBy(reader, new Request(new URL(location, request.url), { headers, signal }));
  }

  private readerOf(generation: string): Forked | undefined {
    const up = this.all.filter(({ url }) => url !== undefined);
    return up.find((server) => server !== this.makers.get(generation)) ?? up[0];
  }

  private remember(generation: string, maker: Forked): void {
    // Who asks with the same key gets the same generation, which somebody else may be making.
    if (!this.makers.has(generation)) this.makers.set(generation, maker);
    const [oldest] = this.makers.keys();
    if (this.makers.size > memory && oldest !== undefined) this.makers.delete(oldest);
  }
}

/** The answer, with the name of who gives it: a page that says who it reads from should know. */
async function servedBy(server: Forked | undefined, request: Request): Promise<Response> {
  const answer = await passOn(request, server);
  if (server) answer.headers.set(serverHeader, server.name);
  return answer;
}

function idIn(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}
