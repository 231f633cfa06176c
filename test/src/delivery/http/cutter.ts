import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** How the next connection is cut: after so many bytes of answers, politely or not; or never. */
export interface Cut {
  readonly after: number;
  readonly how: 'end' | 'reset';
}

/** A network between client and server that cuts connections; it lives as long as the test. */
export interface Cutter {
  /** The same URL by way of it. */
  through(url: string): string;
  /** How many connections were cut. */
  readonly cuts: number;
}

/** @param nextCut - asked for each connection */
export async function startCutter(port: number, nextCut: () => Cut | undefined): Promise<Cutter> {
  const sockets = new Set<Socket>();
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    const cut = nextCut();
    let left = cut?.after ?? Infinity;
    upstream.on('data', (chunk) => {
      client.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left > 0 || client.destroyed || !cut) return;
      cuts += 1;
      if (cut.how === 'reset') client.resetAndDestroy();
      else client.end(() => client.destroy());
      upstream.destroy();
    });
    upstream.once('end', () => client.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    through: (url) => {
      const there = new URL(url);
      there.port = String((server.address() as AddressInfo).port);
      return there.href;
    },
    get cuts() {
      return cuts;
    },
  };
}
