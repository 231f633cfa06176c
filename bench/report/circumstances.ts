import { availableParallelism } from 'node:os';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { installCommand, versionOf } from '../peers/missing.js';

const peers = [
  'ai',
  '@ai-sdk/amazon-bedrock',
  '@langchain/aws',
  '@strands-agents/sdk',
  '@anthropic-ai/bedrock-sdk',
  'resumable-stream',
] as const;

/** What a figure depends on: without it, it says nothing. */
export function circumstances(): string {
  const day = new Date().toISOString().slice(0, 10);
  const { version: ours } = manifestOf('rx-bedrock/package.json');
  const { version: sdk } = manifestOf('@aws-sdk/client-bedrock-runtime/package.json');
  const { version: rxjs } = manifestOf('rxjs/package.json');
  return `rx-bedrock ${ours}, Node ${process.versions.node}, @aws-sdk/client-bedrock-runtime ${sdk}, rxjs ${rxjs}, ${day}`;
}

/** The machine, and whom it was compared with. */
export function moreCircumstances(): string {
  const machine = `${process.platform}, ${process.arch}, ${availableParallelism()} cores`;
  const versions = peers.flatMap((name) => (versionOf(name) ? [`${name} ${versionOf(name)}`] : []));
  const fallback = `not installed, \`${installCommand}\` brings them`;
  return `${machine}. Peers: ${versions.length > 0 ? versions.join(', ') : fallback}`;
}

function manifestOf(name: string): { version: string } {
  const file = createRequire(import.meta.url).resolve(name);
  return JSON.parse(readFileSync(file, 'utf8')) as { version: string };
}
