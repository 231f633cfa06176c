import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import type { Observable } from 'rxjs';
import type { ConverseClient } from '../../source/input.js';
import type { ToolOptions } from './options.js';
import type { Turn } from './turn.js';

/** Asks Bedrock, runs the tools that the answer calls, and asks again with their results, until it calls none. */
export declare function converseWithTools(
  client: ConverseClient,
  input: ConverseStreamCommandInput,
  options: ToolOptions,
): Observable<Turn>;
