import { blocksIn, type RecordedBlock } from './blocks.js';
import type { Payload, Recorded } from './recorded.js';

/** What a recording comes to. */
export interface Folded {
  message: { role: string; content: object[] };
  stopReason: string | undefined;
  usage: object | undefined;
  text: string;
  calls: Call[];
  reasoning: { text: string; signature?: string; redacted?: Uint8Array };
  citations: { blockIndex: number; text: string; citations: object[] }[];
  /** The value of the first text block, where that is JSON. */
  answer: unknown;
  /** Whether the first text block has ended. */
  hasAnswered: boolean;
  /** What the first call to begin, whatever its index, is called with, where that is JSON and complete. */
  input: unknown;
}

interface Call {
  toolUseId: string;
  name: string;
  type?: string;
  blockIndex: number;
  inputText: string;
  /** Absent while the call is open. */
  status?: 'complete' | 'malformed';
  /** Only of a complete call. */
  input?: unknown;
}

/**
 * Folds a recording all at once and as plainly as can be: the other opinion on what the library should say. It shares
 * no code with the library, and never looks at an event that the SDK or the library has had in hand.
 */
export function independentFold(recorded: readonly Recorded[]): Folded {
  const payloads = (type: string) =>
    recorded.filter(({ eventType }) => eventType === type).map(({ payload }) => payload);
  const blocks = blocksIn(recorded);
  const firstWith = (isIt: (payload: Payload) => boolean) => {
    const first = recorded.find(({ payload }) => isIt(payload));
    return blocks.find(({ index }) => index === first?.payload.contentBlockIndex);
  };
  const [stop] = payloads('messageStop');
  const answer = firstWith(({ delta }) => delta?.text !== undefined);
  const call = firstWith(({ start }) => start?.toolUse !== undefined);
  return {
    message: {
      role: payloads('messageStart')[0]?.role ?? 'assistant',
      content: blocks.flatMap((block) => contentOf(block, stop !== undefined) ?? []),
    },
    stopReason: stop?.stopReason,
    usage: payloads('metadata')[0]?.usage,
    text: blocks.map(({ text }) => text).join(''),
    calls: blocks.flatMap((block) => callOf(block) ?? []),
    reasoning: reasoningOf(blocks),
    citations: blocks
      .filter(({ citations }) => citations.length > 0)
      .map(({ index, text, citations }) => ({ blockIndex: index, text, citations })),
    answer: answer && jsonOf(answer.text),
    hasAnswered: answer?.hasEnded ?? false,
    input: call && callOf(call)?.input,
  };
}

/** A message that was cut has neither calls that had not ended nor reasoning that was not signed. */
function contentOf(block: RecordedBlock, isWhole: boolean): object | undefined {
  const { start, text, citations, thoughts, signature, redacted, image } = block;
  if (start.toolUse) {
    const { status, input } = callOf(block)!;
    return status === 'complete' ? { toolUse: { ...start.toolUse, input } } : undefined;
  }
  if (start.toolResult) return { toolResult: { ...start.toolResult, content: block.results } };
  if (start.image) return image && { image: { ...start.image, ...image } };
  if (redacted) return { reasoningContent: { redactedContent: redacted } };
  if (signature !== '') return { reasoningContent: { reasoningText: { text: thoughts, signature } } };
  if (thoughts !== '')
    return isWhole ? { reasoningContent: { reasoningText: { text: thoughts } } } : undefined;
  const texts = text.trim() === '' ? [] : [{ text }];
  return citations.length > 0 ? { citationsContent: { content: texts, citations } } : texts[0];
}

function callOf({ index, start, inputText, hasEnded }: RecordedBlock): Call | undefined {
  if (!start.toolUse) return undefined;
  const call = { ...start.toolUse, blockIndex: index, inputText };
  if (!hasEnded) return call;
  const input = inputText.trim() === '' ? {} : jsonOf(inputText);
  return input === undefined ? { ...call, status: 'malformed' } : { ...call, status: 'complete', input };
}

function reasoningOf(blocks: readonly RecordedBlock[]): Folded['reasoning'] {
  const signature = blocks.findLast((block) => block.signature !== '')?.signature;
  const redacted = blocks.findLast((block) => block.redacted)?.redacted;
  return {
    text: blocks.map(({ thoughts }) => thoughts).join(''),
    ...(signature === undefined ? {} : { signature }),
    ...(redacted ? { redacted } : {}),
  };
}

/** The value of a JSON text; `undefined`, which no JSON text has, where it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
