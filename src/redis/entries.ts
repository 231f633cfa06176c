import { restoreEvent, writeEvent } from '../delivery/codec.js';
import type { End, LogEntry } from '../delivery/log.js';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';

/*
 * The stream of a generation, in the order of its ids:
 *
 *   0-1          token …  lease …  note …  how it was opened, and by whom
 *   1-<seq>      events […]              some events; seq is the place of the last
 *   max-max      end {…}  by …  last …   the seal; nothing can stand behind it
 *
 * Redis refuses an id that is not higher than all others: that is what keeps a second writer out, and what makes the
 * end final.
 */

export const opening = '0-1';
export const seal = '18446744073709551615-18446744073709551615';
/** Behind every event there can be, and before the seal. */
export const beforeSeal = '1-18446744073709551615';

export function idOf(seq: number): string {
  return seq === 0 ? opening : `1-${seq}`;
}

/** One entry of a stream, as Redis replies it. */
export interface Entry {
  readonly id: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** How a generation was opened. */
export interface Opening {
  readonly token: string;
  readonly leaseMs: number;
  readonly note: string | undefined;
}

/** The entries in a reply to XRANGE. */
export function entriesOf(reply: unknown): Entry[] {
  return (reply as [string, string[]][]).map(([id, values]) => {
    const fields = new Map<string, string>();
    for (let at = 0; at < values.length; at += 2) fields.set(String(values[at]), String(values[at + 1]));
    return { id, fields };
  });
}

/** The entries in a reply to XREAD, by stream: pairs in the old protocol, an object or a Map in the new one. */
export function streamsOf(reply: unknown): [key: string, entries: Entry[]][] {
  if (reply === null || reply === undefined) return [];
  const pairs = Array.isArray(reply) ? reply : reply instanceof Map ? [...reply] : Object.entries(reply);
  return (pairs as [string, unknown][]).map(([key, entries]) => [key, entriesOf(entries)]);
}

export function openingOf(entry: Entry | undefined): Opening | undefined {
  const token = entry?.fields.get('token');
  if (entry?.id !== opening || token === undefined) return undefined;
  return { token, leaseMs: Number(entry.fields.get('lease')), note: entry.fields.get('note') };
}

export function writeEvents(events: readonly ConverseEvent[]): string {
  return `[${events.map(writeEvent).join()}]`;
}

/** The events of an entry, each with its place. */
export function logEntriesOf({ id, fields }: Entry): LogEntry[] {
  const last = Number(id.slice(id.indexOf('-') + 1));
  // How it was opened is an entry like the others, and holds none.
  if (id === opening) return [];
  const events = parsed(fields.get('events')) as unknown[];
  return events.map((event, index) => ({
    seq: last - events.length + 1 + index,
    event: restoreEvent(event),
  }));
}

/** How it ended, as the seal tells it; and the last event, where it was the producer who sealed. */
export function endIn({ fields }: Entry): { end: End; last: number | undefined } {
  const last = fields.get('last');
  return {
    end: parsed(fields.get('end')) as End,
    last: last === undefined ? undefined : Number(last),
  };
}

function parsed(json = ''): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    const message = 'The log holds something that no version of rx-bedrock has written.';
    throw new GenerationError('protocol', message, { cause });
  }
}
