import type { Delta, Recorded, Start } from './recorded.js';

/** All that was recorded of a content block, each kind of it joined. */
export interface RecordedBlock {
  index: number;
  start: Start;
  hasEnded: boolean;
  text: string;
  citations: object[];
  inputText: string;
  results: object[];
  thoughts: string;
  signature: string;
  redacted?: Uint8Array;
  image?: { source?: object; error?: object };
}

/** The blocks of a recording, in order of their index. */
export function blocksIn(recorded: readonly Recorded[]): RecordedBlock[] {
  const indices = new Set(recorded.flatMap(({ payload }) => payload.contentBlockIndex ?? []));
  const hasStopped = recorded.some(({ eventType }) => eventType === 'messageStop');
  return [...indices]
    .sort((a, b) => a - b)
    .map((index) => {
      const own = recorded.filter(({ payload }) => payload.contentBlockIndex === index);
      return {
        index,
        start: own.find(({ payload }) => payload.start)?.payload.start ?? {},
        hasEnded: hasStopped || own.some(({ eventType }) => eventType === 'contentBlockStop'),
        ...joined(own.flatMap(({ payload }) => payload.delta ?? [])),
      };
    });
}

function joined(deltas: readonly Delta[]) {
  const reasoning = deltas.flatMap(({ reasoningContent }) => reasoningContent ?? []);
  const redacted = reasoning.flatMap(({ redactedContent }) => redactedContent ?? []);
  const images = deltas.flatMap((delta) => delta.image ?? []);
  return {
    text: deltas.map(({ text = '' }) => text).join(''),
    citations: deltas.flatMap(({ citation }) => citation ?? []),
    inputText: deltas.map(({ toolUse }) => toolUse?.input ?? '').join(''),
    results: withTextsJoined(deltas.flatMap(({ toolResult = [] }) => toolResult)),
    thoughts: reasoning.map(({ text = '' }) => text).join(''),
    signature: reasoning.map(({ signature = '' }) => signature).join(''),
    ...(redacted.length > 0 ? { redacted: bytesOf(redacted) } : {}),
    ...(images.length > 0 ? { image: imageOf(images) } : {}),
  };
}

function bytesOf(base64: readonly string[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(base64.map((each) => Buffer.from(each, 'base64'))));
}

function imageOf(images: readonly NonNullable<Delta['image']>[]): NonNullable<RecordedBlock['image']> {
  const pieces = images.flatMap(({ source }) => source?.bytes ?? []);
  const whole = images.reduce((before, more) => ({ ...before, ...more }));
  return pieces.length > 0 ? { ...whole, source: { bytes: bytesOf(pieces) } } : whole;
}

/** Text that stands beside text is one text. */
function withTextsJoined(results: readonly { text?: string }[]): object[] {
  const all: { text?: string }[] = [];
  for (const result of results) {
    const last = all.at(-1);
    if (last?.text !== undefined && result.text !== undefined) last.text += result.text;
    else all.push({ ...result });
  }
  return all;
}
