import type { Message } from '@aws-sdk/client-bedrock-runtime';

/** A history in one line: `ab>ab/cd` is a question `ab`, its answer `ab`, and a question `cd`. */
export function spoken(messages: readonly Message[] = []): string {
  return messages
    .map(({ role, content }, at) => {
      const text = content?.map((block) => block.text ?? `[${Object.keys(block)[0]}]`).join('+');
      return at === 0 ? text : `${role === 'user' ? '/' : '>'}${text}`;
    })
    .join('');
}
