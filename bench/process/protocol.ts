/** What a process that was given a task sends back. */
export type Reply<Answer> = { answer: Answer } | { failure: string };

export function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
