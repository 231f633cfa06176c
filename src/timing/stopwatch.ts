import { type ConverseEvent, isContent } from '../events.js';
import { textIn } from '../message/text.js';
import { QuantileSketch } from './quantileSketch.js';

/** How the events of a generation came to one subscriber. Times are in milliseconds, from the subscription on. */
export interface Timing {
  /** How it ended: by itself, in an error, or because the subscriber left. */
  readonly ended: 'completed' | 'failed' | 'left';
  /** Until it ended. */
  readonly total: number;
  /** Until the first event; absent where none came. */
  readonly firstEvent?: number;
  /** Until the first text. */
  readonly firstText?: number;
  /** Between one event with content and the next. Quantiles are wrong by 2 % at most, the maximum is exact. */
  readonly gaps?: { readonly p50: number; readonly p95: number; readonly max: number };
  /** All output tokens over the time between the first content and the last; absent without usage, or in no time. */
  readonly tokensPerSecond?: number;
  /** What Bedrock says that it took, in milliseconds. */
  readonly latencyMs?: number;
}

/** Takes the time of events. Its memory is bounded, however many there are. */
export class Stopwatch {
  private readonly start: number;
  private readonly gaps = new QuantileSketch();
  private firstEvent: number | undefined;
  private firstText: number | undefined;
  private firstContent: number | undefined;
  private lastContent: number | undefined;
  private outputTokens: number | undefined;
  private latencyMs: number | undefined;

  constructor(now: number) {
    this.start = now;
  }

  note(event: ConverseEvent, now: number): void {
    this.firstEvent ??= now;
    if (textIn(event) !== '') this.firstText ??= now;
    if (isContent(event)) {
      if (this.lastContent !== undefined) this.gaps.add(now - this.lastContent);
      this.firstContent ??= now;
      this.lastContent = now;
    }
    const { usage, metrics } = event.metadata ?? {};
    this.outputTokens = usage?.outputTokens ?? this.outputTokens;
    this.latencyMs = metrics?.latencyMs ?? this.latencyMs;
  }

  read(ended: Timing['ended'], now: number): Timing {
    const { firstEvent, firstText, start, latencyMs, gaps } = this;
    const [p50, p95, max] = [gaps.quantile(0.5), gaps.quantile(0.95), gaps.max];
    const hasGaps = p50 !== undefined && p95 !== undefined && max !== undefined;
    const tokensPerSecond = this.speed();
    return {
      ended,
      total: now - start,
      ...(firstEvent === undefined ? {} : { firstEvent: firstEvent - start }),
      ...(firstText === undefined ? {} : { firstText: firstText - start }),
      ...(hasGaps ? { gaps: { p50, p95, max } } : {}),
      ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
    };
  }

  private speed(): number | undefined {
    const { firstContent, lastContent, outputTokens } = this;
    if (firstContent === undefined || lastContent === undefined || outputTokens === undefined)
      return undefined;
    const time = lastContent - firstContent;
    return time > 0 ? (outputTokens / time) * 1000 : undefined;
  }
}
