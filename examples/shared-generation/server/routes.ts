import { type About, type Audience, pastHeader } from '../about.js';
import { type Audiences, presenceIn } from './audience.js';
import type { Page } from './page.js';
import type { Servers } from './servers/servers.js';

/** What the one port answers with. */
export interface Parts {
  page: Page;
  about: About;
  servers: Servers;
  audiences: Audiences;
}

/** What this machine calls itself. */
const names = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Every path of the demo. What changes something wants JSON or DELETE: no other site can make a browser send those. */
export function routes({ page, about, servers, audiences }: Parts): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, hostname } = new URL(request.url);
    // A site whose name has been pointed at this machine would be this origin, and could ask on your account.
    if (!names.has(hostname)) return complaint(403, `This is not ${hostname}.`);
    const [, folder, name = ''] = pathname.split('/');
    const { method } = request;
    if (folder === 'generations') return serve(request, name);
    if (folder === 'about' && method === 'GET') return Response.json(about);
    if (folder === 'audience' && method === 'POST') return meet(request, name);
    if (folder === 'servers' && method === 'DELETE')
      return servers.kill(name)
        ? new Response(null, { status: 204 })
        : complaint(404, 'No such server is up.');
    if (method !== 'GET' && method !== 'HEAD') return complaint(405, `There is no ${method} here.`);
    return page(pathname) ?? complaint(404, 'There is no such page.');
  };

  /** Whoever comes later is told what is past, so that it can be shown as such. */
  async function serve(request: Request, generation: string): Promise<Response> {
    const past = request.method === 'GET' ? audiences.pastOf(generation) : undefined;
    const answer = await servers.serve(request);
    if (past && answer.status === 200) answer.headers.set(pastHeader, JSON.stringify(past));
    return answer;
  }

  /** A tab says that it is there, and learns who else is. */
  async function meet(request: Request, generation: string): Promise<Response> {
    const isJson = request.headers.get('content-type')?.startsWith('application/json');
    const body: unknown = isJson ? await request.json().catch(() => undefined) : undefined;
    const presence = presenceIn(body);
    if (!presence || !/^[\w.:-]{1,128}$/.test(generation))
      return complaint(400, 'Send { "tab": …, "subscribers": … } as JSON, for the id of a generation.');
    audiences.note(generation, presence);
    const audience: Audience = { ...audiences.count(generation), servers: servers.states(generation) };
    return Response.json(audience);
  }
}

function complaint(status: number, message: string): Response {
  return Response.json({ message }, { status });
}
