import { textOf } from './protocol.js';
import type { Reply } from './protocol.js';

/**
 * Makes this process one that works for another: it prepares itself once, and then answers one task after the other.
 * @param prepare - is given what the process was started with
 */
export function answerTasks<Setup, Task, Answer>(
  prepare: (setup: Setup) => Promise<(task: Task) => Promise<Answer>>,
): void {
  const ready = prepare(JSON.parse(process.argv[2] ?? 'null') as Setup);
  process.on('message', (task: Task) => {
    ready
      .then((perform) => perform(task))
      .then(
        (answer) => tell({ answer }),
        (error: unknown) => tell({ failure: textOf(error) }),
      );
  });
  // Nobody is left to work for.
  process.once('disconnect', () => process.exit());
}

function tell(reply: Reply<unknown>): void {
  process.send?.(reply);
}
