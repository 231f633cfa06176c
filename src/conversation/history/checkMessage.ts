import { complaint } from '../../check.js';
import { isRecord } from '../../message/shapes.js';
import { circleIn } from '../circleIn.js';

/** Throws unless a value is one of Bedrock's messages; it says where in it something is wrong. */
export function checkMessage(name: string, message: unknown, fix: string): void {
  if (!isRecord(message)) throw wrong(name, message, 'a message, with its role and content', fix);
  const { role, content } = message;
  if (role !== 'user' && role !== 'assistant')
    throw wrong(`${name}.role`, role, "'user' or 'assistant'", fix);
  checkContent(`${name}.content`, content, fix);
}

/** Throws unless a value is a list of content blocks; it says which of them is none. */
export function checkContent(name: string, content: unknown, fix: string): void {
  if (!Array.isArray(content)) throw wrong(name, content, 'an array of blocks', fix);
  for (const [at, block] of content.entries()) checkBlock(`${name}[${at}]`, block, fix);
}

/** A block of a kind that this version does not know passes, if it has the shape that all of them have. */
function checkBlock(name: string, block: unknown, fix: string): void {
  const rule = "a content block: an object with one member, { text: '…' } or { image: { … } }, say";
  if (!isRecord(block)) throw wrong(name, block, rule, fix);
  const members = Object.entries(block).filter(([, member]) => member !== undefined);
  const [[kind, member] = []] = members;
  if (kind === undefined || members.length > 1) {
    throw wrong(
      `What ${name} has`,
      members.map(([each]) => each).join(', '),
      `one member: it is ${rule}`,
      fix,
    );
  }
  const isText = kind === 'text';
  if (isText ? typeof member !== 'string' : typeof member !== 'object' || member === null) {
    throw wrong(`${name}.${kind}`, member, isText ? 'text' : 'an object', fix);
  }
  const circle = circleIn(member, `${name}.${kind}`);
  if (circle !== undefined) throw new TypeError(`${circle} is a circle, but it must be plain data. ${fix}`);
  if (kind === 'toolResult') checkToolResult(`${name}.toolResult`, member as object, fix);
}

function checkToolResult(
  name: string,
  result: { toolUseId?: unknown; content?: unknown },
  fix: string,
): void {
  const { toolUseId, content } = result;
  if (typeof toolUseId !== 'string')
    throw wrong(`${name}.toolUseId`, toolUseId, 'the id of a tool call', fix);
  if (content !== undefined) checkContent(`${name}.content`, content, fix);
}

function wrong(name: string, value: unknown, rule: string, fix: string): TypeError {
  return new TypeError(complaint(name, value, rule, fix));
}
