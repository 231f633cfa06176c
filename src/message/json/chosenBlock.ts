import { complaint } from '../../check.js';
import type { ConverseEvent } from '../../events.js';

/** Which tool call's input to read: by its id, by its name (the first of that name), or by its content block. */
export type ToolInputChoice = { toolUseId: string } | { name: string } | { blockIndex: number };

/** Throws unless it names a tool call. */
export function checkChoice(choice: ToolInputChoice | undefined): void {
  if (choice === undefined) return;
  const { toolUseId, name, blockIndex } = choice as {
    toolUseId?: unknown;
    name?: unknown;
    blockIndex?: unknown;
  };
  if (typeof toolUseId === 'string' || typeof name === 'string' || typeof blockIndex === 'number') return;
  const fix = "Pass { name: 'weather' }, say, or leave it out to read the JSON of the answer itself.";
  throw new TypeError(complaint('The tool call', choice, '{ toolUseId }, { name } or { blockIndex }', fix));
}

/** Finds the block whose JSON is to be read, one event after the other: a tool call's, or else the first with text. */
export class ChosenBlock {
  private readonly choice: ToolInputChoice | undefined;
  private index: number | undefined;

  constructor(choice: ToolInputChoice | undefined) {
    this.choice = choice;
    if (choice && 'blockIndex' in choice) this.index = choice.blockIndex;
  }

  /** The piece of JSON that an event brings, `''` where it brings none. */
  pieceIn(event: ConverseEvent): string {
    this.look(event);
    const { contentBlockDelta } = event;
    if (!contentBlockDelta || contentBlockDelta.contentBlockIndex !== this.index) return '';
    const { text, toolUse } = contentBlockDelta.delta ?? {};
    return (this.choice ? toolUse?.input : text) ?? '';
  }

  /** Whether an event ends the block, or the message that it is in. */
  endsWith({ contentBlockStop, messageStop }: ConverseEvent): boolean {
    if (this.index === undefined) return false;
    return messageStop !== undefined || contentBlockStop?.contentBlockIndex === this.index;
  }

  private look({ contentBlockStart, contentBlockDelta }: ConverseEvent): void {
    if (this.index !== undefined) return;
    const { choice } = this;
    const toolUse = contentBlockStart?.start?.toolUse;
    if (!choice) {
      if (contentBlockDelta?.delta?.text !== undefined) this.index = contentBlockDelta.contentBlockIndex;
    } else if (toolUse && Object.entries(choice).every(([key, value]) => toolUse[key as 'name'] === value)) {
      this.index = contentBlockStart.contentBlockIndex;
    }
  }
}
