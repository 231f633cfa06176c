import type { ServerState } from '../../about.js';
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
    return passOn(request, this.readerOf(idIn(request.url)));
  }

  states(generation: string): readonly ServerState[] {
    const maker = this.makers.get(generation);
    const reader = maker && this.readerOf(generation);
    return this.all.map((server) => ({
      name: server.name,
      isUp: server.url !== undefined,
      role: server === maker ? 'maker' : server === reader ? 'reader' : 'none',
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
    const made = await passOn(request, maker);
    const location = made.headers.get('content-location');
    if (!maker || !made.ok || location === null) return made;
    const generation = idIn(`http://localhost${location}`);
    this.remember(generation, maker);
    const reader = this.readerOf(generation);
    if (!reader || reader === maker) return made;
    await made.body?.cancel();
    const headers = { accept: 'text/event-stream' };
    return passOn(new Request(new URL(location, request.url), { headers, signal: request.signal }), reader);
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

function idIn(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}
