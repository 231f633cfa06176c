import { blockStop, messageStart, messageStop, metadata, textDelta } from 'rx-bedrock/testing';
import { bytes, encodeException, encodeFrame, httpError } from 'rx-bedrock/testing/loopback';
import type { GenerationErrorCode } from 'rx-bedrock';
import { begun, type Fault, sends, soFar } from './fault.js';

const says = 'What went wrong.';
type Row = readonly [type: string, ending: GenerationErrorCode, retryable: boolean, cause: string];

const modeled: readonly Row[] = [
  ['internalServerException', 'unavailable', true, 'InternalServerException'],
  ['modelStreamErrorException', 'model', false, 'ModelStreamErrorException'],
  ['serviceUnavailableException', 'unavailable', true, 'ServiceUnavailableException'],
  ['throttlingException', 'throttled', true, 'ThrottlingException'],
  ['validationException', 'rejected', false, 'ValidationException'],
];

/** Of these the SDK has no class: a plain Error, with the code for a name and JSON for a message. */
const unmodeled: readonly Row[] = [
  ['THROTTLINGEXCEPTION', 'throttled', true, 'THROTTLINGEXCEPTION'],
  ['modelTimeoutException', 'timeout', true, 'modelTimeoutException'],
  ['accessDeniedException', 'rejected', false, 'accessDeniedException'],
  ['brandNewException', 'unknown', false, 'brandNewException'],
];

const errorFrame = encodeFrame(
  { ':message-type': 'error', ':error-code': 'InternalFailure', ':error-message': says },
  new Uint8Array(),
);

/** Exceptions inside a stream, on a line that the server leaves open. */
const inTheStream: readonly Fault[] = [...modeled, ...unmodeled].flatMap(
  ([type, ending, retryable, cause]) => {
    const common = { ending, retryable, cause, says, closedBy: 'client' } as const;
    const frame = encodeException(type, says);
    // Of all these the SDK itself retries throttling only, by the exact name.
    const attempts = type === 'throttlingException' ? 3 : 1;
    return [
      { name: `${type} in the middle`, script: [...begun, ...sends(frame)], ...common, text: soFar },
      { name: `${type} as the first frame`, script: sends(frame), ...common, text: '', attempts },
    ];
  },
);

const errors: readonly Fault[] = [begun, []].map((beginning) => ({
  name: `an error frame ${beginning === begun ? 'in the middle' : 'as the first frame'}`,
  script: [...beginning, ...sends(errorFrame)],
  ending: 'unavailable',
  retryable: true,
  cause: 'InternalFailure',
  says,
  text: beginning === begun ? soFar : '',
  closedBy: 'client',
}));

const statuses: readonly (readonly [status: number, ...Row])[] = [
  [400, 'ValidationException', 'rejected', false, 'ValidationException'],
  [403, 'AccessDeniedException', 'rejected', false, 'AccessDeniedException'],
  [404, 'ResourceNotFoundException', 'rejected', false, 'ResourceNotFoundException'],
  [408, 'ModelTimeoutException', 'timeout', true, 'ModelTimeoutException'],
  [424, 'ModelErrorException', 'model', false, 'ModelErrorException'],
  [429, 'ThrottlingException', 'throttled', true, 'ThrottlingException'],
  [500, 'InternalServerException', 'unavailable', true, 'InternalServerException'],
  [503, 'ServiceUnavailableException', 'unavailable', true, 'ServiceUnavailableException'],
];

const asStatus: readonly Fault[] = statuses.map(([status, type, ending, retryable, cause]) => ({
  name: `HTTP ${status} ${type}`,
  script: [httpError(status, type, says)],
  ending,
  retryable,
  cause,
  says,
  text: '',
  attempts: [429, 500, 503].includes(status) ? 3 : 1,
  closedBy: 'server',
}));

/** What the provider says went wrong. */
export const exceptions: readonly Fault[] = [...inTheStream, ...errors, ...asStatus];

const event = (type: string, payload: string) =>
  bytes(encodeFrame({ ':event-type': type, ':message-type': 'event' }, Buffer.from(payload)));
const rest = [blockStop(), messageStop(), metadata()];
const whole = { ending: 'complete', text: 'All of it.', closedBy: 'server' } as const;

/** What is odd, and no failure. */
export const oddities: readonly Fault[] = [
  {
    name: 'an unknown event',
    script: [messageStart(), event('weather', '{"sun":true}'), textDelta(whole.text), ...rest],
    ...whole,
  },
  {
    name: 'an unknown kind of delta',
    script: [
      messageStart(),
      textDelta(whole.text),
      event('contentBlockDelta', '{"contentBlockIndex":0,"delta":{"smell":"roses"}}'),
      ...rest,
    ],
    ...whole,
  },
  {
    name: 'a delta that comes twice, as if the model had said it twice',
    script: [messageStart(), textDelta('All '), textDelta('All '), ...rest],
    ...whole,
    text: 'All All ',
  },
  ...[
    '{"contentBlockIndex":0,"delta":{}}',
    '{"contentBlockIndex":0,"delta":null}',
    '{"contentBlockIndex":0}',
  ].map((payload) => ({
    name: `a delta of nothing, ${payload}`,
    script: [messageStart(), event('contentBlockDelta', payload), textDelta(whole.text), ...rest],
    ...whole,
  })),
];
