import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { defer, from, switchMap } from 'rxjs';
import { scanText, shareWithReplaySubject } from '../sharing.js';
import type { OpenClient, SharingClient } from './client.js';
import { inputFor, sdkClient } from './sdkClient.js';

/** RxJS over the SDK's stream, without this library. */
export const open: OpenClient<SharingClient> = (endpoint) => {
  const client = sdkClient(endpoint);
  return {
    share: (modelId) =>
      defer(() => client.send(new ConverseStreamCommand(inputFor(modelId)))).pipe(
        switchMap(({ stream }) => from(stream!)),
        shareWithReplaySubject(),
      ),
    accumulate: scanText,
  };
};
