import { defineTool, type Tool } from 'rx-bedrock';
import * as z from 'zod';
import { calculate } from './calculate.js';

/** Tells the time. */
export const clock: Tool<object> = defineTool({
  name: 'clock',
  description: 'Tells the date and the time, now.',
  inputSchema: z.object({}),
  run: () => new Date().toISOString(),
});

/** Does sums. What it throws goes back to the model, which can try again. */
export const calculator: Tool<{ expression: string }> = defineTool({
  name: 'calculator',
  description: 'The value of an arithmetic expression, of numbers, + - * / and parentheses.',
  inputSchema: z.object({ expression: z.string().describe('for example (1 + 2) * 3') }),
  run: ({ expression }) => calculate(expression),
});
