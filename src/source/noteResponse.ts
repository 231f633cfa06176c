import type { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { ResponseInfo } from '../response.js';
import { responseOfHeaders } from './sdkMetadata.js';

/**
 * Notes the response of a command when its headers are there. `send()` tells of it only with the first event, and who
 * gives up before that wants to know which request it was.
 * @returns what is known of the latest attempt, if there was one
 */
export function noteResponse(command: ConverseStreamCommand): () => ResponseInfo | undefined {
  let attempts = 0;
  let latest: ResponseInfo | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      attempts++;
      // Until it is answered, all that is known is that it was made.
      latest = { attempts };
      const result = await next(args);
      latest = responseOfHeaders(result.response, attempts);
      return result;
    },
    // The innermost place: every attempt comes through here.
    { step: 'deserialize', priority: 'low', name: 'rxBedrockNoteResponse' },
  );
  return () => latest;
}
