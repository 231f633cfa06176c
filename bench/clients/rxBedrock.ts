import { type ConverseOptions, converse } from 'rx-bedrock';
import { accumulateText } from 'rx-bedrock/operators';
import type { Endpoint } from '../wire/endpoint.js';
import type { OpenClient, SharingClient } from './client.js';
import { inputFor, sdkClient } from './sdkClient.js';

/** This library, with everything that it guarantees. */
export const open: OpenClient<SharingClient> = (endpoint) => openWith(endpoint, {});

export function openWith(endpoint: Endpoint, options: ConverseOptions): SharingClient {
  const client = sdkClient(endpoint);
  return {
    share: (modelId) => converse(client, inputFor(modelId), options),
    accumulate: accumulateText,
  };
}
