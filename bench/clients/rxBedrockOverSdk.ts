import type { ConverseOptions } from 'rx-bedrock';
import type { OpenClient, SharingClient } from './client.js';
import { openWith } from './rxBedrock.js';

const options: ConverseOptions & { decode: 'sdk' } = { decode: 'sdk' };

/** This library with the events that the SDK has decoded. */
export const open: OpenClient<SharingClient> = (endpoint) => openWith(endpoint, options);
