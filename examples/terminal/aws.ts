import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { converse } from 'rx-bedrock';
import type { Bedrock } from './bedrock.js';

/** Amazon Bedrock, with whatever credentials the AWS SDK finds: environment, profile, sign-on, instance. */
export function openAws(modelId: string, region: string | undefined): Bedrock {
  const client = new BedrockRuntimeClient(region === undefined ? {} : { region });
  let requestCount = 0;
  // The last step of the SDK's middleware: what passes here goes out, also where the SDK itself tries again.
  client.middlewareStack.add(
    (next) => (command) => {
      requestCount++;
      return next(command);
    },
    { step: 'deserialize', priority: 'low' },
  );
  return {
    modelId,
    notice: `Bedrock: ${modelId}; Ctrl-C stops the generation`,
    // Nobody knows how long the answer will be; after a shorter one the late subscriber joins at the end.
    joinAfter: 200,
    requestCount: () => requestCount,
    ask: (input, options) => converse(client, input, options),
    [Symbol.asyncDispose]() {
      client.destroy();
      return Promise.resolve();
    },
  };
}
