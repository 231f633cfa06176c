import { type ConverseEvent, isContent } from '../events.js';

/** How far a message has come in the order that Bedrock keeps. */
export interface Grammar {
  hasStarted: boolean;
  hasStopped: boolean;
  /** Blocks that have begun, and whether they are closed. */
  readonly blocks: Map<number, 'open' | 'closed'>;
}

export function startOfGrammar(): Grammar {
  return { hasStarted: false, hasStopped: false, blocks: new Map() };
}

/**
 * Advances the grammar by one event. Only what would make the message ambiguous is a fault: a second beginning,
 * content after the end, content for a closed block. Interleaved blocks, missing starts and stops, and events that
 * are not known yet are all fine.
 * @returns what is wrong with the event, if anything is
 */
export function checkGrammar(grammar: Grammar, event: ConverseEvent): string | undefined {
  const { contentBlockStart, contentBlockDelta, contentBlockStop } = event;
  if (contentBlockDelta) {
    const fault = enterBlock(grammar, contentBlockDelta.contentBlockIndex, 'contentBlockDelta');
    // A delta that brings nothing is no content, wherever it stands.
    return fault && isContent(event) ? fault : undefined;
  }
  if (contentBlockStart) return enterBlock(grammar, contentBlockStart.contentBlockIndex, 'contentBlockStart');
  if (contentBlockStop) return closeBlock(grammar, contentBlockStop.contentBlockIndex);
  if (event.messageStart) {
    if (grammar.blocks.size > 0 && !grammar.hasStarted) return 'A messageStart arrived after content.';
    if (grammar.hasStarted) return 'A second messageStart arrived in the same message.';
    grammar.hasStarted = true;
  }
  if (event.messageStop) {
    if (grammar.hasStopped) return 'A second messageStop arrived in the same message.';
    grammar.hasStopped = true;
  }
  return undefined;
}

type BlockEvent = 'contentBlockStart' | 'contentBlockDelta';

function enterBlock(grammar: Grammar, index = 0, event: BlockEvent): string | undefined {
  if (grammar.hasStopped) return `A ${event} for block ${index} arrived after messageStop.`;
  const state = grammar.blocks.get(index);
  if (state === 'closed') return `A ${event} for block ${index} arrived after its contentBlockStop.`;
  if (state === 'open' && event === 'contentBlockStart') {
    return `A contentBlockStart for block ${index} arrived after the block had begun.`;
  }
  if (state === undefined) grammar.blocks.set(index, 'open');
  return undefined;
}

function closeBlock(grammar: Grammar, index = 0): string | undefined {
  if (grammar.blocks.get(index) === 'closed') return `A second contentBlockStop arrived for block ${index}.`;
  grammar.blocks.set(index, 'closed');
  return undefined;
}
