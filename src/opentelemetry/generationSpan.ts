import {
  type Attributes,
  context,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { type GenerationError, toGenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { emptyMessage } from '../message/fold.js';
import { partialOf, snapshotOf } from '../message/snapshotOf.js';
import type { Failure } from '../respond.js';
import { ReplayLog } from '../sharing/replayLog.js';
import { inputContent, outputContent } from './content.js';
import type { Instruments } from './instruments.js';
import { knownOnly } from './knownOnly.js';
import type { TraceGenerationOptions } from './options.js';
import { commonAttributes, requestAttributes } from './requestAttributes.js';
import { safely } from './safely.js';
import { ResponseNotes } from './responseNotes.js';

/** What a span needs to know of its surroundings. */
interface Surroundings {
  /** Absent where the meter could not make them. */
  readonly instruments: Instruments | undefined;
  /** The time in milliseconds. */
  readonly now: () => number;
}

/** The span of one subscription, and what is measured with it. It never throws. */
export class GenerationSpan {
  /** Where the request belongs: in the span, if there is one. */
  readonly context: Context;
  private readonly span: Span | undefined;
  private readonly common: Attributes;
  private readonly surroundings: Surroundings;
  private readonly notes = new ResponseNotes();
  /** What the model says, where that is to be recorded: kept joined, and folded at the end. */
  private readonly said: ReplayLog | undefined;
  private readonly start: number;
  private hasEnded = false;

  constructor({ tracer, request, captureContent }: TraceGenerationOptions, surroundings: Surroundings) {
    this.surroundings = surroundings;
    this.common = commonAttributes(request);
    const { modelId } = request;
    const name = modelId === undefined ? 'chat' : `chat ${modelId}`;
    const span = safely(() => {
      const attributes = { ...this.common, ...requestAttributes(request) };
      return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
    });
    this.span = span;
    this.context = span ? trace.setSpan(context.active(), span) : context.active();
    // What the sampler has left out is not worth the work.
    if (captureContent && safely(() => span?.isRecording())) {
      this.said = new ReplayLog();
      safely(() => span?.setAttributes(inputContent(request)));
    }
    this.start = safely(surroundings.now) ?? Number.NaN;
  }

  note(event: ConverseEvent): void {
    safely(() => {
      this.said?.append(event);
      this.notes.note(event, this.surroundings.now());
    });
  }

  /**
   * Ends the span, once, however often it is called.
   * @param failure - why it has failed; nothing where it has completed or was left
   * @param wasSent - whether there has been a request: if not, there is nothing to measure
   */
  end(failure: Failure | undefined, wasSent: boolean): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const error = failure && toGenerationError(failure.error, partialOf(emptyMessage));
    if (wasSent) this.measure(error);
    const { span } = this;
    if (!span) return;
    safely(() => span.setAttributes(this.ending(error)));
    if (!wasSent) safely(() => span.setAttribute('rx_bedrock.attempts', 0));
    safely(() => span.setAttributes(this.content(error)));
    if (error) {
      const message = error.message.slice(error.code.length + 2); // what error.type says need not be said twice
      safely(() => span.setStatus({ code: SpanStatusCode.ERROR, message }));
    }
    safely(() => span.end());
  }

  private measure(error: GenerationError | undefined): void {
    const { notes, surroundings, common, start } = this;
    const { inputTokens, outputTokens } = notes;
    safely(() => {
      const measured = {
        duration: (surroundings.now() - start) / 1000,
        firstChunk: this.timeToFirstChunk,
        inputTokens,
        outputTokens,
        errorType: error?.code,
      };
      surroundings.instruments?.record(measured, { ...common, ...notes.responseModel }, this.context);
    });
  }

  private ending(error: GenerationError | undefined): Attributes {
    return knownOnly({
      ...this.notes.attributes(error),
      'gen_ai.response.time_to_first_chunk': this.timeToFirstChunk,
      'error.type': error?.code,
    });
  }

  private content(error: GenerationError | undefined): Attributes {
    return this.said ? outputContent(snapshotOf(this.said.fold(), this.notes.status(error))) : {};
  }

  /** In seconds. */
  private get timeToFirstChunk(): number | undefined {
    const { firstChunk } = this.notes;
    return firstChunk === undefined ? undefined : (firstChunk - this.start) / 1000;
  }
}
