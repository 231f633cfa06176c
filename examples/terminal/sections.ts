import type { EventCount, Latecomer, Meter, Views } from './subscribers.js';

/** One subscriber's place on the screen: its name, what it knows, and the text that it has. */
export interface Section {
  title: string;
  facts: string;
  text: string;
}

/** What the four subscribers know, in words. */
export function sectionsOf({ transcript, meter, counter, latecomer }: Views): Record<keyof Views, Section> {
  return {
    transcript: { title: '1 live text', facts: '', text: printable(transcript) },
    meter: { title: '2 meter', facts: describeMeter(meter), text: '' },
    counter: { title: '3 event counter', facts: describeCount(counter), text: '' },
    latecomer: {
      title: '4 late subscriber',
      facts: describeLatecomer(latecomer),
      text: printable(latecomer.text),
    },
  };
}

/** The line that sums it all up. */
export function summarize({ meter, counter }: Views, requests: number, subscribers: number): string {
  const {
    inputTokens = 'unknown',
    outputTokens = 'unknown',
    totalTokens = 'unknown',
  } = meter.state.usage ?? {};
  const generation = `requests ${requests} · subscribers ${subscribers} · events ${totalOf(counter)}`;
  return `${generation} · input ${inputTokens} · output ${outputTokens} · total ${totalTokens} tokens`;
}

/** What a model writes must not command the terminal: no control characters but the ends of lines. */
function printable(text: string): string {
  return text.replaceAll('\t', '  ').replace(/(?!\n)\p{Cc}/gu, '');
}

function describeMeter({ state, began, latest }: Meter): string {
  const { status, text, usage } = state;
  if (began === undefined) return status;
  const words = text.match(/\S+/g)?.length ?? 0;
  const seconds = (latest - began) / 1000;
  const pace = `words ${words} in ${seconds.toFixed(1)} s`;
  const speed = seconds > 0.2 ? [`${(words / seconds).toFixed(0)} words/s`] : [];
  // Only Bedrock counts tokens, and it tells them in its last event: who stops it before never learns.
  const awaited = status === 'streaming' ? 'tokens at the end' : 'tokens unknown';
  const tokens = usage ? `${usage.inputTokens} tokens in, ${usage.outputTokens} out` : awaited;
  return [status, pace, ...speed, tokens].join(' · ');
}

function describeCount(count: EventCount): string {
  const kinds = Object.entries(count).map(([kind, times]) => `${kind} ${times}`);
  return [`${totalOf(count)} events`, ...kinds].join(' · ');
}

function describeLatecomer({ text, caughtUp }: Latecomer): string {
  if (!caughtUp) return 'not here yet';
  const past = `caught up at once with ${caughtUp.text.length} characters in ${caughtUp.events} events`;
  return `joined late · ${past} · then read ${text.length - caughtUp.text.length} live`;
}

function totalOf(count: EventCount): number {
  return Object.values(count).reduce((sum, times) => sum + times, 0);
}
