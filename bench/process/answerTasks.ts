import { type Reply, textOf } from './protocol.js';

/**
 * Makes this process one that works for another: it prepares itself once, and then answers one task after the other.
 * @param prepare - is given what the process was started with
 */
export function answerTasks(prepare: (setup: never) => Promise<(task: never) => Promise<unknown>>): void {
  const ready = prepare(JSON.parse(process.argv[2] ?? 'null') as never);
  process.on('message', (task) => {
    ready
      .then((perform) => perform(task as never))
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
