import type { Observable, OperatorFunction } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import type { Endpoint } from '../wire/endpoint.js';

/** What came of reading one answer to its end. */
export interface Reading {
  /** The length of the whole text: who has lost some was not quick. */
  readonly characters: number;
  /** When the first delta was there, on the clock of `performance.now()`. */
  readonly firstDeltaAt: number;
}

/** A client that is pointed at the server: asks for one answer and joins its text. */
export type ReadAnswer = (modelId: string) => Promise<Reading>;

/** A client of which many can read the same answer. */
export interface SharingClient {
  share(modelId: string): Observable<ConverseEvent>;
  accumulate(): OperatorFunction<ConverseEvent, string>;
}

/** What a module in this folder does. */
export type OpenClient<Client> = (endpoint: Endpoint) => Client | Promise<Client>;

/** What everybody asks, as it matters to nobody. */
export const question = 'Hi';

/** They are looked at by nobody either. */
export const region = 'us-east-1';
export const credentials = { accessKeyId: 'BENCH', secretAccessKey: 'bench' };
