import type { Observable, OperatorFunction } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { expect, it } from 'vitest';

/** Whether somebody who reads only the message would know what was wrong, what is right, and what to do. */
export interface Complaint {
  type: new (message: string) => Error;
  value: string;
  rule: string;
  fix: string;
}

export function expectComplaint(action: () => unknown, { type, value, rule, fix }: Complaint): void {
  const error = thrownBy(action);
  expect(error).toBeInstanceOf(Error);
  expect((error as Error).name).toBe(type.name);
  const { message } = error as Error;
  expect(message).toContain(value);
  expect(message).toContain(`must be ${rule}`);
  expect(message).toContain(fix);
}

/** Declares what every operator does with a source that it cannot subscribe to: it says so, at once. */
export function refusesOtherSources(name: string, operator: OperatorFunction<never, unknown>): void {
  const refused: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['an object (Promise)', Promise.resolve()],
    ['an object (AsyncGenerator)', iterated()],
    ['an array', [{ messageStart: { role: 'assistant' } }]],
  ];
  it.each(refused)('refuses a source that is %s', (value, source) => {
    expectComplaint(() => operator(source as Observable<never>), {
      type: TypeError,
      value: `The source of ${name}() is ${value},`,
      rule: 'an Observable',
      fix: 'fromEvents(response.stream)',
    });
  });
}

export function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

async function* iterated(): AsyncGenerator<ConverseEvent> {
  yield { messageStart: { role: 'assistant' } };
}
