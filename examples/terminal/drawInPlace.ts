import type { WriteStream } from 'node:tty';
import { asyncScheduler, defer, type MonoTypeOperatorFunction, tap, throttleTime } from 'rxjs';
import { layOut, type Size } from './layout.js';
import { Screen } from './screen.js';
import { sectionsOf } from './sections.js';
import type { Views } from './subscribers.js';

const redrawsPerSecond = 20;

/** Shows the views on a terminal, each drawn over the one before; the last one with all its text. */
export function drawInPlace(terminal: WriteStream): MonoTypeOperatorFunction<Views> {
  return (views) =>
    defer(() => {
      const screen = new Screen(terminal);
      let latest: Views | undefined;
      const draw = (size: Size) => {
        if (latest) screen.draw(layOut(Object.values(sectionsOf(latest)), size));
      };
      return views.pipe(
        // The eye is slower than the stream, and neither waits for the other.
        throttleTime(1000 / redrawsPerSecond, asyncScheduler, { leading: true, trailing: true }),
        tap({
          next: (now) => {
            latest = now;
            draw(screen.size);
          },
          complete: () => draw({ ...screen.size, rows: Number.POSITIVE_INFINITY }),
        }),
      );
    });
}
