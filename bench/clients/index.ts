import { whyNot } from '../peers/missing.js';
import type { OpenClient, ReadAnswer, SharingClient } from './client.js';

/** What the benchmark knows of a client before it is loaded, in a process of its own. */
interface Entry {
  readonly label: string;
  /** The packages of `bench/peers` that it is made of. */
  readonly packages?: readonly string[];
  readonly load: () => Promise<{ open: OpenClient<ReadAnswer | SharingClient> }>;
}

const entries = {
  sdk: { label: 'SDK `for await`', load: () => import('./sdkLoop.js') },
  plainRxjs: { label: 'RxJS `share(ReplaySubject)` over the SDK', load: () => import('./plainRxjs.js') },
  rxBedrock: { label: '**rx-bedrock**', load: () => import('./rxBedrock.js') },
  rxBedrockOverSdk: {
    label: "rx-bedrock, `decode: 'sdk'`",
    load: () => import('./rxBedrockOverSdk.js'),
  },
  strands: { label: 'Strands', packages: ['@strands-agents/sdk'], load: () => import('./strands.js') },
  anthropic: {
    label: 'Anthropic SDK (other payload, HTTP/1.1)',
    packages: ['@anthropic-ai/bedrock-sdk'],
    load: () => import('./anthropic.js'),
  },
  langchain: {
    label: 'LangChain',
    packages: ['@langchain/aws', '@langchain/core', '@aws-sdk/client-bedrock-runtime'],
    load: () => import('./langchain.js'),
  },
  aiSdk: {
    label: 'AI SDK `textStream` (HTTP/1.1)',
    packages: ['ai', '@ai-sdk/amazon-bedrock'],
    load: () => import('./aiSdk.js'),
  },
} satisfies Record<string, Entry>;

export type ClientName = keyof typeof entries;

/** All clients, in the order in which they are reported. */
export const clients: Readonly<Record<ClientName, Entry>> = entries;
export const clientNames = Object.keys(entries) as ClientName[];

/** Those that matter most. */
export const quickClientNames = ['sdk', 'plainRxjs', 'rxBedrock'] as const satisfies ClientName[];

/** Why a client cannot be measured here, if it cannot. */
export function whyNotClient(name: ClientName): string | undefined {
  return whyNot(clients[name].packages ?? []);
}
