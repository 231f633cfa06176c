import type { GenerationError } from 'rx-bedrock';

/** In one line: the code, what went wrong in the words of who noticed it, and what to do. */
export function explain({ message, cause }: GenerationError): string {
  const exception = cause instanceof Error ? cause.name : '';
  const advice = advices.find(([pattern]) => pattern.test(`${message} ${exception}`))?.[1] ?? '';
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return `${sentence} ${advice}`.replace(/\s+/g, ' ').trim();
}

// Missing credentials are not here: the library's own message says what to do.
const advices: readonly (readonly [RegExp, string])[] = [
  [/Region is missing/, 'Here: pass --region, for example --region us-east-1.'],
  [/AccessDenied/, 'Ask for access to the model in the Bedrock console, or try another --model or --region.'],
  [/ExpiredToken|UnrecognizedClient|InvalidSignature/, 'Sign in again, for example with `aws sso login`.'],
  [
    /ResourceNotFound|ValidationException/,
    'Check --model and --region: `aws bedrock list-foundation-models` lists the models, and many of them answer ' +
      'only to an inference profile, such as us.amazon.nova-micro-v1:0.',
  ],
  [/^(throttled|unavailable|timeout|truncated|model):/, 'Wait a little, and start again.'],
  [/^network:/, 'Check the connection and --region.'],
];
