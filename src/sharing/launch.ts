import { Observable } from 'rxjs';

// Sharing must know whether a generation has begun: left before that, it is as if nobody had come. For most sources
// subscribing is the beginning. One whose request goes out later says so while it is being subscribed to; since
// operators subscribe upwards synchronously, the note reaches the sharing through any of them, and in virtual time.

type Question = () => boolean;

/** What the sources that are being subscribed to just now have to say on whether they have begun. */
let current: Question[] | undefined;

/**
 * Runs `subscribe` and notes which of the sources that it subscribes to put their beginning off.
 * @param subscribe - is given a question that it can ask at any time: has it begun?
 */
export function launch(subscribe: (hasBegun: Question) => void): void {
  const questions: Question[] = [];
  within(questions, () => {
    subscribe(() => questions.length === 0 || questions.some((hasBegun) => hasBegun()));
  });
}

export function isLaunching(): boolean {
  return current !== undefined;
}

/** Runs `action` so that what it subscribes to does not count for the launch under way. */
export function outsideLaunch(action: () => void): void {
  within(undefined, action);
}

/** Says that what is being subscribed to begins when the answer to a question is yes. */
export function beginsWhen(hasBegun: Question): void {
  current?.push(hasBegun);
}

/**
 * Says that what is being subscribed to has not begun yet.
 * @returns what to call when it begins
 */
export function deferStart(): () => void {
  let hasBegun = false;
  beginsWhen(() => hasBegun);
  return () => {
    hasBegun = true;
  };
}

/** The same source, subscribed to a microtask later: for who comes and goes in one task, nothing has been. */
export function startingSoon<T>(source: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const announceStart = deferStart();
    queueMicrotask(() => {
      if (subscriber.closed) return;
      announceStart();
      subscriber.add(source.subscribe(subscriber));
    });
  });
}

/**
 * The same source, for somebody in between who wants to know whether it has begun.
 * @returns the events, to be subscribed to once, and what to ask
 */
export function askWhetherBegun<T>(source: Observable<T>): { events: Observable<T>; hasBegun: Question } {
  let answer: Question = () => true;
  const hasBegun = () => answer();
  const events = new Observable<T>((subscriber) => {
    beginsWhen(hasBegun);
    launch((question) => {
      answer = question;
      subscriber.add(source.subscribe(subscriber));
    });
  });
  return { events, hasBegun };
}

function within(questions: Question[] | undefined, action: () => void): void {
  const before = current;
  current = questions;
  try {
    action();
  } finally {
    current = before;
  }
}
