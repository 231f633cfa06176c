import { GenerationError } from 'rx-bedrock';
import {
  type End,
  type GenerationLog,
  isGenerationId,
  type OpenOptions,
  type Producer,
  readEvent,
  writeEvent,
} from 'rx-bedrock/delivery';
import { Observable, type Subscriber } from 'rxjs';

/** One generation as a database would hold it: text. */
interface Row extends OpenOptions {
  readonly events: string[];
  readonly changes: Set<() => void>;
  readonly lost: AbortController;
  end?: string;
  timer?: ReturnType<typeof setTimeout>;
  readers: number;
  leftAt: number;
}

/** A log of somebody else's, written with public names alone: it holds strings. */
export function stringLog(): GenerationLog {
  const rows = new Map<string, Row>();

  function find(id: string): Row | undefined {
    if (!isGenerationId(id)) throw new GenerationError('rejected', 'That is no id.');
    return rows.get(id);
  }

  function seal(id: string, row: Row, end: End, isOwner = false): boolean {
    if (row.end !== undefined) return false;
    row.end = JSON.stringify(end);
    clearTimeout(row.timer);
    row.timer = setTimeout(() => rows.delete(id), row.ttlMs);
    row.timer.unref();
    if (!isOwner) row.lost.abort(end);
    for (const changed of row.changes) changed();
    return true;
  }

  function renew(id: string, row: Row): void {
    if (row.end !== undefined) throw errorIn(row.end) ?? new GenerationError('aborted', 'It was stopped.');
    clearTimeout(row.timer);
    const error = { code: 'producerLost', message: 'Nothing was heard of it.', retryable: false } as const;
    row.timer = setTimeout(() => seal(id, row, { status: 'failed', error }), row.leaseMs);
  }

  function producerOf(id: string, row: Row): Producer {
    return {
      lost: row.lost.signal,
      append: async (events) => {
        renew(id, row);
        row.events.push(...events.map(writeEvent));
        for (const changed of row.changes) changed();
        return row.events.length;
      },
      renew: async () => renew(id, row),
      isWatched: async () => row.readers > 0 || performance.now() - row.leftAt < 2_000,
      close: async (end) => void seal(id, row, end, true),
    };
  }

  return {
    async open(id, options) {
      if (find(id)) return null;
      const row: Row = {
        ...options,
        events: [],
        changes: new Set(),
        lost: new AbortController(),
        readers: 0,
        leftAt: Number.NEGATIVE_INFINITY,
      };
      rows.set(id, row);
      renew(id, row);
      return producerOf(id, row);
    },
    tail(id, { after = 0, signal } = {}) {
      if (!Number.isSafeInteger(after) || after < 0) throw new RangeError(`after is ${after}.`);
      return new Observable((subscriber) => {
        const row = find(id);
        if (!row) throw new GenerationError('logExpired', 'There is none.');
        if (after > row.events.length) throw new GenerationError('logGap', 'Nothing has come to that.');
        subscriber.add(follow(row, after, subscriber));
        const abort = () => subscriber.error(new GenerationError('aborted', 'Given up.'));
        signal?.addEventListener('abort', abort);
        subscriber.add(() => signal?.removeEventListener('abort', abort));
      });
    },
    status: async (id) => {
      const row = find(id);
      if (!row) return 'missing';
      if (row.end !== undefined) return endIn(row.end).status;
      return row.events.length === 0 ? 'connecting' : 'streaming';
    },
    cancel: async (id, reason) => {
      const row = find(id);
      return row !== undefined && seal(id, row, { status: 'stopped', reason });
    },
  };
}

/** Hands over what comes behind a place. @returns what ends it */
function follow(row: Row, after: number, subscriber: Subscriber<unknown>): () => void {
  let seq = after;
  const read = () => {
    while (seq < row.events.length && !subscriber.closed)
      subscriber.next({ seq: seq + 1, event: readEvent(row.events[seq++]!) });
    if (row.end === undefined) return;
    const error = errorIn(row.end);
    if (error) subscriber.error(error);
    else subscriber.complete();
  };
  row.readers += 1;
  row.changes.add(read);
  read();
  return () => {
    row.readers -= 1;
    row.leftAt = performance.now();
    row.changes.delete(read);
  };
}

function endIn(json: string): End {
  return JSON.parse(json) as End;
}

function errorIn(json: string): GenerationError | undefined {
  const { error } = endIn(json);
  return error && new GenerationError(error.code, error.message, error);
}
