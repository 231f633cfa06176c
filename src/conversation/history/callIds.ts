import type { ContentBlock, ToolResultBlock, ToolUseBlock } from '@aws-sdk/client-bedrock-runtime';
import { isRecord } from '../../message/shapes.js';

/** The longest id that Bedrock takes, and the longest name. */
const longest = 64;

/** A call of the last message, which waits for its result. */
interface OpenCall {
  /** As the model has called it; its result says the same. */
  readonly said: string | undefined;
  readonly id: string;
}

/** Goes through a history, and gives every tool call an id of its own, a name that fits, and one result. */
export class CallIds {
  private readonly taken = new Set<string>();
  private open: OpenCall[] = [];

  /** The content of a message that may call tools. */
  call(content: readonly ContentBlock[]): ContentBlock[] {
    this.open = [];
    return content.map((block) => (isClientCall(block) ? this.begin(block.toolUse) : block));
  }

  /** The content of a message that may answer the calls: their results in order, and then the rest. */
  answer(content: readonly ContentBlock[]): ContentBlock[] {
    const given = content.flatMap(({ toolResult }) => toolResult ?? []);
    const results = this.open.map(({ said, id }): ContentBlock => {
      const at = given.findIndex(({ toolUseId }) => toolUseId === said);
      const [result = notRun] = at < 0 ? [] : given.splice(at, 1);
      return { toolResult: { ...result, toolUseId: id } };
    });
    this.open = [];
    return [...results, ...content.filter(({ toolResult }) => !toolResult)];
  }

  private begin(call: ToolUseBlock): ContentBlock {
    const id = this.unique(fitting(call.toolUseId, 'call'));
    this.open.push({ said: call.toolUseId, id });
    const name = fitting(call.name, 'unnamed');
    // A model may have written any JSON; Bedrock takes objects only.
    const { input } = call;
    return { toolUse: { ...call, toolUseId: id, name, input: isRecord(input) ? input : {} } };
  }

  private unique(id: string): string {
    let free = id;
    for (let count = 2; this.taken.has(free); count++) {
      const suffix = `_${count}`;
      free = id.slice(0, longest - suffix.length) + suffix;
    }
    this.taken.add(free);
    return free;
  }
}

/** A model may have made up what Bedrock refuses to be sent back, for an id and for the name of a tool alike. */
function fitting(text: unknown, otherwise: string): string {
  if (typeof text !== 'string' || text === '') return otherwise;
  return text.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, longest);
}

const notRun: Omit<ToolResultBlock, 'toolUseId'> = {
  content: [{ text: 'The tool was not run: the turn had ended before.' }],
  status: 'error',
};

/** Whether a block is a call for us to answer: those of Bedrock's own tools it answers itself. */
export function isClientCall(block: ContentBlock): block is ContentBlock.ToolUseMember {
  return block.toolUse !== undefined && block.toolUse.type !== 'server_tool_use';
}
