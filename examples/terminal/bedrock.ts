import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseEvent, ConverseOptions } from 'rx-bedrock';
import type { Observable } from 'rxjs';

/** Who answers: the loopback, AWS or a recording. What follows is the same for all. */
export interface Bedrock extends AsyncDisposable {
  modelId: string;
  /** Says on the screen who answers. */
  notice: string;
  /** After how many characters of text the late subscriber joins. */
  joinAfter: number;
  requestCount(): number;
  /** One generation for all who subscribe. */
  ask(input: ConverseStreamCommandInput, options: AskOptions): Observable<ConverseEvent>;
}

export type AskOptions = Pick<ConverseOptions, 'stop' | 'upstream'>;
