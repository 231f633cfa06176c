import { Colleague, type Job } from './colleague.js';

/** Gives a task to a member, and waits for the answer. */
export type Ask<Member, Task, Answer> = (member: Member, task: Task) => Promise<Answer>;

/**
 * Starts a process for each member, which lives until all is done. A process of its own, because they share code of the
 * SDK and of RxJS: what one makes the engine assume about it, the next would pay for. The same process for all rounds,
 * because a program that streams is one that runs for long.
 * @param setup - what the process of a member prepares itself with
 */
export async function withTeam<Member, Task, Answer, Result>(
  job: Job,
  members: readonly Member[],
  setup: (member: Member) => unknown,
  use: (ask: Ask<Member, Task, Answer>) => Promise<Result>,
): Promise<Result> {
  const team = new Map<Member, Colleague<Task, Answer>>();
  try {
    for (const member of members) team.set(member, Colleague.start<Task, Answer>(job, setup(member)));
    return await use((member, task) => team.get(member)!.ask(task));
  } finally {
    for (const colleague of team.values()) await colleague[Symbol.asyncDispose]();
  }
}
