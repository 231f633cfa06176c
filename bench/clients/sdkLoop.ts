import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { OpenClient, ReadAnswer } from './client.js';
import { readLoop } from './readLoop.js';
import { inputFor, sdkClient } from './sdkClient.js';

/** The loop that people write by hand: what everything else is compared with. */
export const open: OpenClient<ReadAnswer> = (endpoint) => {
  const client = sdkClient(endpoint);
  return async (modelId) => {
    const { stream } = await client.send(new ConverseStreamCommand(inputFor(modelId)));
    return readLoop(stream!, (event) => event.contentBlockDelta?.delta?.text);
  };
};
