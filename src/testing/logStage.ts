import { lastValueFrom, type Observable, toArray } from 'rxjs';
import type { End, GenerationLog, LogEntry, OpenOptions, Producer, TailOptions } from '../delivery/log.js';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import type { TestRunner } from './conformance.js';
import { textMessage } from './events.js';

/** A log, the same one seen from elsewhere, and a generation that is not there yet. */
export interface Stage {
  readonly log: GenerationLog;
  readonly elsewhere: GenerationLog;
  readonly id: string;
}

export type Test = (stage: Stage, expect: TestRunner['expect']) => Promise<void>;

/** How long a generation lives in these tests, in milliseconds. */
export const times: OpenOptions = { ttlMs: 60_000, leaseMs: 30_000 };
export const answer: ConverseEvent[] = /* @__PURE__ */ textMessage(
  'Many hands make light work, and many readers one request.',
);
export const complete: End = { status: 'complete' };

export async function opened({ log, id }: Stage, options: OpenOptions = times): Promise<Producer> {
  const producer = await log.open(id, options);
  if (!producer) throw new Error('The log says that somebody else writes a generation that is new.');
  return producer;
}

/** A generation that is over. */
export async function written(stage: Stage, events: readonly ConverseEvent[]): Promise<void> {
  const producer = await opened(stage);
  await producer.append(events);
  await producer.close(complete);
}

export function numbered(events: readonly ConverseEvent[]): LogEntry[] {
  return events.map((event, index) => ({ seq: index + 1, event }));
}

/** What one reader gets. */
export interface Reading {
  readonly entries: readonly LogEntry[];
  /** `'complete'`, or the error. */
  readonly end: Promise<unknown>;
  /** Resolves when so many events have come. */
  until(count: number): Promise<void>;
  leave(): void;
}

export function read(log: GenerationLog, id: string, options?: TailOptions): Reading {
  const entries: LogEntry[] = [];
  const tail: Observable<LogEntry> = log.tail(id, options);
  let leave = (): void => undefined;
  const end = new Promise<unknown>((resolve) => {
    const subscription = tail.subscribe({
      next: (entry) => entries.push(entry),
      error: resolve,
      complete: () => resolve('complete'),
    });
    leave = () => subscription.unsubscribe();
  });
  return { entries, end, leave, until: (count) => eventually(() => entries.length >= count) };
}

export function codeIn(end: unknown): unknown {
  return end instanceof GenerationError ? end.code : end;
}

export async function codeOf(log: GenerationLog, id: string, options?: TailOptions): Promise<unknown> {
  return codeIn(await read(log, id, options).end);
}

export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(() => 'nothing was refused', codeIn);
}

/** Waits until something is so, and fails when it takes too long. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const until = performance.now() + 8_000; !(await isSo()); ) {
    if (performance.now() > until) throw new Error('It has not come to that within 8 s.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What comes until it completes. */
export function firstEntries(tail: Observable<LogEntry>): Promise<LogEntry[]> {
  return lastValueFrom(tail.pipe(toArray()), { defaultValue: [] });
}
