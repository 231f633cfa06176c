import type { Audience, Past, Presence } from '../about.js';
import type { News } from './news.js';

/** How many generations, and how many tabs of each, are kept in mind. */
const most = { generations: 1_000, tabs: 100 };
/**
 * How long a tab is believed to be there that says nothing, in milliseconds: it may have died without a farewell. One that
 * is seen speaks every second; browsers let hidden ones speak once a minute.
 */
const patience = { seen: 5_000, hidden: 70_000 };

interface Tab {
  subscribers: number;
  /** When it is taken for dead, should it not speak before. */
  until: number;
  hasLeft: boolean;
}

interface Gathering {
  requests: number;
  events: number;
  /** When Bedrock was asked for it, and when it was over. */
  began?: number;
  ended?: number;
  readonly tabs: Map<string, Tab>;
}

/** Who takes part in which generation, as they say; how often Bedrock was asked for it, and how far it is, as it is. */
export class Audiences {
  private readonly gatherings = new Map<string, Gathering>();

  hear({ generation, what, events }: News): void {
    const gathering = this.of(generation);
    if (what === 'asked') {
      gathering.requests += 1;
      gathering.began ??= Date.now();
    }
    if (what === 'over') gathering.ended ??= Date.now();
    gathering.events = events ?? gathering.events;
  }

  /** What whoever comes now has missed; nothing where no server has told of such a generation. */
  pastOf(generation: string): Past | undefined {
    const { events, began, ended } = this.gatherings.get(generation) ?? {};
    if (events === undefined || began === undefined) return undefined;
    return { events, ms: (ended ?? Date.now()) - began };
  }

  note(generation: string, { tab, subscribers, isHidden }: Presence): void {
    const gathering = this.of(generation);
    const { tabs } = gathering;
    if (subscribers === 0) leave(gathering, tab);
    else if (tabs.has(tab) || tabs.size < most.tabs) {
      const until = Date.now() + (isHidden ? patience.hidden : patience.seen);
      tabs.set(tab, { subscribers, until, hasLeft: false });
    }
  }

  count(generation: string): Omit<Audience, 'servers'> {
    const gathering = this.of(generation);
    const { requests, tabs } = gathering;
    for (const [tab, { until }] of tabs) {
      if (Date.now() > until) leave(gathering, tab);
    }
    const all = [...tabs.values()];
    const subscribers = all.reduce((sum, tab) => sum + tab.subscribers, 0);
    return { requests, tabs: all.filter(({ hasLeft }) => !hasLeft).length, subscribers };
  }

  private of(generation: string): Gathering {
    const gathering = this.gatherings.get(generation) ?? { requests: 0, events: 0, tabs: new Map() };
    this.gatherings.set(generation, gathering);
    const [oldest] = this.gatherings.keys();
    if (this.gatherings.size > most.generations && oldest !== undefined) this.gatherings.delete(oldest);
    return gathering;
  }
}

/** What is over has had the subscribers of this tab; what goes on has them no more. */
function leave({ tabs, ended }: Gathering, name: string): void {
  const tab = tabs.get(name);
  if (tab && ended !== undefined) tab.hasLeft = true;
  else tabs.delete(name);
}

/** What a tab has sent, if it can be meant. */
export function presenceIn(body: unknown): Presence | undefined {
  const { tab, subscribers, isHidden } = (body ?? {}) as Partial<Presence>;
  if (typeof tab !== 'string' || !/^[\w-]{8,64}$/.test(tab)) return undefined;
  if (!Number.isInteger(subscribers) || subscribers! < 0 || subscribers! > 100) return undefined;
  return { tab, subscribers: subscribers!, isHidden: isHidden === true };
}
