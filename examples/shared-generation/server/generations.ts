import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { converse, userMessage } from 'rx-bedrock';
import { createGenerationHandler, type GenerationLog } from 'rx-bedrock/delivery';
import { longestPrompt } from '../about.js';
import { isScenario, type ScenarioName } from '../scenario.js';

/** What generations are made with. */
export interface GenerationsOptions {
  client: BedrockRuntimeClient;
  modelId: string;
  log: GenerationLog;
  /** Shared by all processes that serve the same clients. */
  secret: string;
}

/** The part to copy: an endpoint that starts generations, lets anybody come back for the rest, and cancels them. */
export function serveGenerations(options: GenerationsOptions): (request: Request) => Promise<Response> {
  const { client, modelId, log, secret } = options;
  return createGenerationHandler({
    log,
    secret,
    // There are no users here: an id cannot be guessed, and whoever was given one may read. Yours will want a session.
    authorize: () => true,
    start: async (request, { id }) => {
      const { prompt, scenario } = asked(await request.json().catch(() => undefined));
      return converse(client, {
        modelId,
        messages: [userMessage(prompt)],
        requestMetadata: { generation: id, ...(scenario && { scenario }) },
      });
    },
    publish: {
      // Leaving is not cancelling; but when the last tab has been closed, nobody should go on paying.
      cancelWhenUnwatched: 30_000,
      // Sooner than need be, so that the page has each event as it was, and not a few as one.
      batchMs: 4,
    },
    heartbeat: 5_000,
    onError: (error) => {
      console.error(error instanceof Error ? error.message : error);
    },
  });
}

/** What a tab has sent. @throws Response - where it cannot be meant */
function asked(body: unknown): { prompt: string; scenario?: ScenarioName } {
  const { prompt, scenario } = (body ?? {}) as { prompt?: unknown; scenario?: unknown };
  if (typeof prompt !== 'string' || prompt.trim() === '')
    throw refusal(400, 'There is no prompt. Write one.');
  if (prompt.length > longestPrompt) {
    const rule = `The prompt has ${prompt.length} characters, but it may have ${longestPrompt}.`;
    throw refusal(413, `${rule} Shorten it.`);
  }
  return { prompt, ...(isScenario(scenario) && { scenario }) };
}

function refusal(status: number, message: string): Response {
  return Response.json({ message }, { status });
}
