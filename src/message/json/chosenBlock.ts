import { complaint } from '../../check.js';
import type { ConverseEvent } from '../../events.js';

/** Which JSON to read: the input of a tool call, by its id or its name (the first one called), or any block, by index. */
export type ToolInputChoice = { toolUseId: string } | { name: string } | { blockIndex: number };

/** Throws unless it names one thing. */
export function checkChoice(choice: ToolInputChoice | undefined): void {
  if (choice === undefined) return;
  const [[member, value] = [], ...others] = Object.entries((choice as object | null) ?? {});
  const isName = (member === 'toolUseId' || member === 'name') && typeof value === 'string' && value !== '';
  const isIndex = member === 'blockIndex' && Number.isInteger(value) && (value as number) >= 0;
  if ((isName || isIndex) && others.length === 0) return;
  const rule = 'one of { toolUseId }, { name } and { blockIndex }';
  const fix = "Pass { name: 'weather' }, say, or leave it out to read the JSON of the answer itself.";
  throw new TypeError(complaint('The choice of JSON', choice, rule, fix));
}

/** Finds the block whose JSON is to be read, one event after the other: the chosen one, or the first with text. */
export class ChosenBlock {
  /** Whether its JSON is text or a tool call's input: what comes first tells, where only the index was chosen. */
  private kind: 'text' | 'call' | undefined;
  private readonly choice: ToolInputChoice | undefined;
  private index: number | undefined;
  private hasBegun = false;
  /** Blocks whose text has begun. */
  private readonly begun = new Set<number>();

  constructor(choice: ToolInputChoice | undefined) {
    this.choice = choice;
    if (choice && 'blockIndex' in choice) this.index = choice.blockIndex;
    else this.kind = choice ? 'call' : 'text';
  }

  /** The piece of JSON that an event brings, `''` where it brings none. */
  pieceIn(event: ConverseEvent): string {
    const { contentBlockDelta, contentBlockStart } = event;
    const found = this.choice ? this.calledIn(event) : this.textIn(event);
    this.index ??= found;
    const index = contentBlockDelta?.contentBlockIndex ?? contentBlockStart?.contentBlockIndex;
    if (index === undefined || index !== this.index) return '';
    this.hasBegun = true;
    const { text, toolUse } = contentBlockDelta?.delta ?? {};
    if (contentBlockStart?.start?.toolUse ?? toolUse) this.kind ??= 'call';
    else if (text !== undefined) this.kind ??= 'text';
    return (this.isCall ? toolUse?.input : text) ?? '';
  }

  /** Whether it is a tool call, which may have no input at all. */
  get isCall(): boolean {
    return this.kind === 'call';
  }

  /** Whether an event ends the block, or the message that it is in. */
  endsWith({ contentBlockStop, messageStop }: ConverseEvent): boolean {
    return this.hasBegun && (messageStop !== undefined || contentBlockStop?.contentBlockIndex === this.index);
  }

  /** Takes the next text that begins in place of the one that was read; what has begun already was missed in part. */
  takeNextText(): void {
    this.index = undefined;
    this.hasBegun = false;
  }

  private textIn({ contentBlockDelta }: ConverseEvent): number | undefined {
    const { delta, contentBlockIndex = 0 } = contentBlockDelta ?? {};
    if (delta?.text === undefined || this.begun.has(contentBlockIndex)) return undefined;
    this.begun.add(contentBlockIndex);
    return contentBlockIndex;
  }

  private calledIn({ contentBlockStart }: ConverseEvent): number | undefined {
    const toolUse = contentBlockStart?.start?.toolUse;
    const isChosen =
      toolUse && Object.entries(this.choice ?? {}).every(([key, value]) => toolUse[key as 'name'] === value);
    return isChosen ? contentBlockStart.contentBlockIndex : undefined;
  }
}
