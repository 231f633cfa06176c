import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import type { About } from '../../about.js';

/** Where a process finds its model. It can be handed to another process: nothing in it is alive. */
export interface Model {
  modelId: string;
  region?: string | undefined;
  /** The loopback, where it is not Amazon that is asked. */
  endpoint?: string | undefined;
}

/** A client for it, which says whenever a request goes out, and for which generation. */
export function clientFor(model: Model, onRequest: (generation: string) => void): BedrockRuntimeClient {
  const { region, endpoint } = model;
  const client = new BedrockRuntimeClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, region: 'us-east-1', credentials }),
  });
  // The last step of the SDK's middleware: what passes here goes out, also where the SDK itself tries again.
  client.middlewareStack.add(
    (next) => (command) => {
      const { requestMetadata } = command.input as { requestMetadata?: Record<string, string> };
      onRequest(requestMetadata?.['generation'] ?? '');
      return next(command);
    },
    { step: 'deserialize', priority: 'low' },
  );
  return client;
}

/** @returns why a model on AWS cannot be asked, and what to do; nothing where it can */
export async function whyNoAws(region: string | undefined): Promise<string | undefined> {
  const client = new BedrockRuntimeClient(region === undefined ? {} : { region });
  try {
    await client.config.region();
  } catch {
    return 'There is no AWS region. Pass --region us-east-1, say, or set AWS_REGION.';
  }
  try {
    await client.config.credentials();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const fix = 'Run `aws configure` or `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
    return `There are no AWS credentials (${reason}). ${fix}`;
  } finally {
    client.destroy();
  }
}

// The loopback asks for none, the SDK does.
const credentials = { accessKeyId: 'loopback', secretAccessKey: 'loopback' };

/** What the page may know of it. The prices of the loopback are made up, those of others are not ours to know. */
export function aboutModel({ modelId, endpoint }: Model): About {
  if (endpoint === undefined) return { modelId };
  return { prices: { inputPerMillion: 0.8, outputPerMillion: 4 } };
}
