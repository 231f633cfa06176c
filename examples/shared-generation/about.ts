/** What the server says of itself when the page asks. */
export interface About {
  /** What is asked; absent where it is the loopback on this machine. */
  readonly modelId?: string;
  /** The price of a million tokens, in dollars; absent where it is not known. */
  readonly prices?: { readonly inputPerMillion: number; readonly outputPerMillion: number };
}

/** Who takes part in a generation, as the server knows it. */
export interface Audience {
  /** How often Bedrock was asked for it. */
  readonly requests: number;
  /** How many tabs are open on it. */
  readonly tabs: number;
  /** How many subscribers these tabs have; once it is over, how many it had, those of tabs since closed among them. */
  readonly subscribers: number;
  /** The processes behind the port, where there are several. */
  readonly servers: readonly ServerState[];
}

/** One of several processes behind the port. */
export interface ServerState {
  readonly name: string;
  readonly isUp: boolean;
  /** Whether it makes this generation. Who serves it to a reader, that reader knows. */
  readonly isMaker: boolean;
}

/** What a tab tells of itself. */
export interface Presence {
  readonly tab: string;
  /** 0 where the tab is being closed. */
  readonly subscribers: number;
  /** Whether nobody sees it: then its browser lets it speak only now and then. */
  readonly isHidden: boolean;
}

/** What of a generation is past when somebody comes to it: how many events there were, over how many milliseconds. */
export interface Past {
  readonly events: number;
  readonly ms: number;
}

/** The header that says so, in JSON. */
export const pastHeader = 'x-generation-past';

/** The header with the name of the process that serves an answer, where there are several. */
export const serverHeader = 'x-generation-server';

/** The longest prompt, in characters. */
export const longestPrompt = 20_000;
