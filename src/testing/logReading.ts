import { take } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import { responseOf, withResponse } from '../response.js';
import { messageStart, textDelta } from './events.js';
import {
  answer,
  codeIn,
  codeOf,
  complete,
  eventually,
  firstEntries,
  numbered,
  opened,
  read,
  type Reading,
  type Test,
  written,
} from './logStage.js';

/** What readers get. */
export const reading: Record<string, Test> = {
  'tail: what was written, and then what is being written, to its end': async (stage, expect) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 2));
    const [early, late] = [read(stage.log, stage.id), read(stage.elsewhere, stage.id)];
    await early.until(2);
    for (const event of answer.slice(2, -1)) await producer.append([event]);
    const last = read(stage.elsewhere, stage.id);
    await producer.append(answer.slice(-1));
    await producer.close(complete);
    for (const reader of [early, late, last]) {
      expect(await reader.end).toBe('complete');
      expect(reader.entries).toEqual(numbered(answer));
    }
  },

  'tail: of what is over, all, and its end': async (stage, expect) => {
    await written(stage, answer);
    const reader = read(stage.elsewhere, stage.id);
    expect(await reader.end).toBe('complete');
    expect(reader.entries).toEqual(numbered(answer));
  },

  'tail after a place: what lies behind it, also where events were written together': async (
    stage,
    expect,
  ) => {
    await written(stage, answer);
    for (const after of [1, 4, answer.length - 1, answer.length]) {
      const reader = read(stage.elsewhere, stage.id, { after });
      expect(await reader.end).toBe('complete');
      expect(reader.entries).toEqual(numbered(answer).slice(after));
    }
  },

  'tail after the last place: waits for what comes': async (stage, expect) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 3));
    const reader = read(stage.elsewhere, stage.id, { after: 3 });
    await producer.append(answer.slice(3));
    await producer.close(complete);
    expect(await reader.end).toBe('complete');
    expect(reader.entries).toEqual(numbered(answer).slice(3));
  },

  'tail after a place that nothing has come to: logGap': async (stage, expect) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 3));
    expect(await codeOf(stage.elsewhere, stage.id, { after: 4 })).toBe('logGap');
    expect(await codeOf(stage.elsewhere, stage.id, { after: Number.MAX_SAFE_INTEGER })).toBe('logGap');
    await producer.close(complete);
    expect(await codeOf(stage.elsewhere, stage.id, { after: 4 })).toBe('logGap');
  },

  'tail: readers that join at any moment all get the same': async (stage, expect) => {
    const producer = await opened(stage);
    const events = Array.from({ length: 120 }, (_, turn) => textDelta(`${turn} `));
    const readers: Reading[] = [];
    for (let at = 0; at < events.length; at += 3) {
      readers.push(read(at % 2 ? stage.log : stage.elsewhere, stage.id));
      await producer.append(events.slice(at, at + 3));
    }
    await producer.close(complete);
    for (const reader of readers) {
      expect(await reader.end).toBe('complete');
      expect(reader.entries).toEqual(numbered(events));
    }
  },

  'tail: of 5,000 events, each once and in order': async (stage, expect) => {
    const producer = await opened(stage);
    const events = Array.from({ length: 5_000 }, (_, turn) => textDelta(`${turn} `));
    const readers = [read(stage.elsewhere, stage.id)];
    for (let at = 0; at < events.length; at += 10) await producer.append(events.slice(at, at + 10));
    readers.push(read(stage.elsewhere, stage.id), read(stage.elsewhere, stage.id, { after: 4_321 }));
    await producer.close(complete);
    const counts = [];
    for (const { end, entries } of readers) {
      expect(await end).toBe('complete');
      counts.push(entries.length);
      expect(entries.every(({ seq }, at) => seq === 5_000 - entries.length + at + 1)).toBe(true);
    }
    expect(counts).toEqual([5_000, 5_000, 679]);
  },

  'tail: bytes stay bytes, and the response is known that the message came in': async (stage, expect) => {
    const response = { requestId: 'a-request', attempts: 2 };
    const bytes = Uint8Array.from([0, 10, 13, 255]);
    const redacted: ConverseEvent = {
      contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { redactedContent: bytes } } },
    };
    await written(stage, [withResponse(messageStart(), response), redacted]);
    const [first, second] = await firstEntries(stage.elsewhere.tail(stage.id));
    expect(responseOf(first!.event)).toEqual(response);
    expect(second!.event).toEqual(redacted);
  },

  'tail: a subscriber that leaves gets no more, and changes nothing for the others': async (
    stage,
    expect,
  ) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 4));
    const leaving = firstEntries(stage.elsewhere.tail(stage.id).pipe(take(2)));
    const reader = read(stage.elsewhere, stage.id);
    await reader.until(4);
    await producer.append(answer.slice(4));
    await producer.close(complete);
    expect(await reader.end).toBe('complete');
    expect(reader.entries.length).toBe(answer.length);
    expect((await leaving).map(({ seq }) => seq)).toEqual([1, 2]);
  },

  'tail with a signal: its abort is the end, with code aborted': async (stage, expect) => {
    const producer = await opened(stage);
    const controller = new AbortController();
    const reader = read(stage.elsewhere, stage.id, { signal: controller.signal });
    await producer.append(answer.slice(0, 1));
    await reader.until(1);
    controller.abort();
    expect(codeIn(await reader.end)).toBe('aborted');
    await producer.close(complete);
  },

  'isWatched: also by who takes one event and leaves': async (stage, expect) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 3));
    await firstEntries(stage.elsewhere.tail(stage.id).pipe(take(1)));
    await eventually(() => producer.isWatched());
    expect(await producer.isWatched()).toBe(true);
    await producer.close(complete);
  },

  'isWatched: while somebody reads, and not for long after that': async (stage, expect) => {
    const producer = await opened(stage);
    expect(await producer.isWatched()).toBe(false);
    const reader = read(stage.elsewhere, stage.id);
    await eventually(() => producer.isWatched());
    reader.leave();
    expect(await producer.isWatched()).toBe(true);
    await eventually(async () => !(await producer.isWatched()));
    await producer.close(complete);
  },
};
