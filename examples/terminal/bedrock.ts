import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';

/** Who answers: the loopback or AWS. What follows is the same for both. */
export interface Bedrock extends AsyncDisposable {
  client: BedrockRuntimeClient;
  modelId: string;
  /** Says on the screen who answers. */
  notice: string;
  /** After how many characters of text the late subscriber joins. */
  joinAfter: number;
  requestCount(): number;
}
