import type { ServerState } from '../../about.js';

/** What answers the requests below `/generations`: one process or several. */
export interface Servers {
  serve(request: Request): Promise<Response>;
  /** What each of several does for a generation; nothing where there is only one. */
  states(generation: string): readonly ServerState[];
  /** Kills one as its machine would die: no farewell. Another takes its place after a while. @returns whether it was up */
  kill(name: string): boolean;
  close(): Promise<void>;
}
