import fc from 'fast-check';
import { encodeFrame } from 'rx-bedrock/testing/loopback';

// Payloads as Bedrock sends them, and as it might: every member also null, missing, unknown or of another type.

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('', '"', '\\', '\n', '\u0000', '\u007f', '\ud800', ' ', 'a "quoted" word', '{"a":1}'),
);
const anything = fc.oneof(fc.constant(null), fc.jsonValue({ maxDepth: 2 }));
const index = fc.oneof(
  { weight: 9, arbitrary: fc.nat({ max: 3 }) },
  { weight: 1, arbitrary: fc.oneof(fc.constantFrom(-1, 1.5, 2 ** 40, '0', 'NaN', null), anything) },
);
const padding = fc.stringMatching(/^[a-zA-Z0-9]{2,61}$/);
const base64 = fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('base64'));
/** Mostly what belongs there, now and then what does not. */
const mostly = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: anything });
/** One or more of these members, and sometimes one that nobody knows. */
const some = (members: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .tuple(
      fc.record(members, { requiredKeys: [], noNullPrototype: true }),
      fc.option(fc.tuple(fc.constantFrom('video', '__type', '__proto__', 'p'), anything), { freq: 9 }),
    )
    .map(([known, unknown]) => (unknown ? Object.fromEntries([...Object.entries(known), unknown]) : known));
/** One of these members, as in a union. */
const one = (members: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.oneof(
        ...Object.entries(members).map(([name, value]) => value.map((each) => ({ [name]: each }))),
      ),
    },
    { weight: 1, arbitrary: some(members) },
  );

const location = one({
  web: some({ url: text, domain: text }),
  documentChar: some({ documentIndex: index, start: index, end: index }),
});
const delta = one({
  text: mostly(text),
  toolUse: mostly(some({ input: mostly(text) })),
  toolResult: mostly(fc.array(mostly(one({ text, json: anything })), { maxLength: 2 })),
  reasoningContent: mostly(one({ text: mostly(text), signature: mostly(text), redactedContent: base64 })),
  citation: some({ title: text, source: text, sourceContent: fc.array(some({ text })), location }),
  image: some({
    source: one({ bytes: base64, s3Location: some({ uri: text }) }),
    error: some({ message: text }),
  }),
});
const start = one({
  toolUse: some({ toolUseId: mostly(text), name: mostly(text), type: text }),
  toolResult: some({ toolUseId: text, type: text, status: text }),
  image: some({ format: text }),
});
const usage = some({
  inputTokens: index,
  outputTokens: index,
  totalTokens: index,
  serverToolUsage: anything,
});
const trace = some({
  guardrail: some({ modelOutput: fc.array(text), actionReason: text }),
  promptRouter: anything,
});

const payloads: Record<string, fc.Arbitrary<unknown>> = {
  messageStart: some({ role: mostly(text) }),
  contentBlockStart: some({ contentBlockIndex: index, start: mostly(start) }),
  contentBlockStop: some({ contentBlockIndex: index }),
  messageStop: some({ stopReason: mostly(text), additionalModelResponseFields: anything }),
  metadata: some({ usage: mostly(usage), metrics: some({ latencyMs: index }), trace: mostly(trace) }),
  brandNewEvent: anything,
};

function eventFrame(type: string, payload: unknown): Uint8Array {
  const headers = { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' };
  return encodeFrame(headers, Buffer.from(JSON.stringify(payload)));
}

/** A delta as Bedrock writes it, or with its members in another order, missing or odd. */
const deltaFrame = fc
  .oneof(
    fc
      .tuple(index, mostly(delta), padding)
      .map(([contentBlockIndex, each, p]) => ({ contentBlockIndex, delta: each, p })),
    fc.tuple(mostly(delta), index).map(([each, contentBlockIndex]) => ({ delta: each, contentBlockIndex })),
    some({ contentBlockIndex: index, delta: mostly(delta), p: padding }),
    anything,
  )
  .map((payload) => eventFrame('contentBlockDelta', payload));

const otherFrame = fc.oneof(
  ...Object.entries(payloads).map(([type, payload]) =>
    fc
      .oneof({ weight: 9, arbitrary: payload }, { weight: 1, arbitrary: anything })
      .map((each) => eventFrame(type, each)),
  ),
);

const failureFrame = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'throttlingException',
        'validationException',
        'modelStreamErrorException',
        'brandNewException',
      ),
      some({ message: mostly(text), originalStatusCode: index, originalMessage: text }),
    )
    .map(([type, payload]) =>
      encodeFrame(
        { ':exception-type': type, ':message-type': 'exception' },
        Buffer.from(JSON.stringify(payload)),
      ),
    ),
  text.map((message) =>
    encodeFrame(
      { ':error-code': 'Oops', ':error-message': message, ':message-type': 'error' },
      new Uint8Array(),
    ),
  ),
);

/** The frames of a stream: mostly deltas, as it is in life, and perhaps a failure in the end. */
export const anyFrames: fc.Arbitrary<Uint8Array[]> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: deltaFrame }, { weight: 2, arbitrary: otherFrame }), {
      maxLength: 12,
    }),
    fc.option(failureFrame),
  )
  .map(([frames, failure]) => (failure ? [...frames, failure] : frames));

/** Sizes of chunks, many of them tiny: a cut falls into every part of a frame. */
export const anySizes: fc.Arbitrary<number[]> = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 400 })),
  { minLength: 1, maxLength: 6 },
);
