import { isObservable, type Observable } from 'rxjs';
import { complaint } from '../check.js';
import type { GenerationLog, LogEntry, TailOptions } from './log.js';

/** What a log has of a generation. Throws where it is a log of somebody who has promised otherwise. */
export function tailOf(log: GenerationLog, id: string, options: TailOptions): Observable<LogEntry> {
  const tail: unknown = log.tail(id, options);
  if (isObservable(tail)) return tail as Observable<LogEntry>;
  const fix = 'Let it return one in any case, which may error.';
  throw new TypeError(complaint('What log.tail() returned', tail, 'an Observable', fix));
}
