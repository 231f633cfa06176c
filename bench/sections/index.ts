import { section as bundleSize } from './bundleSize.js';
import { section as clients } from './clients.js';
import { section as firstDelta } from './firstDelta.js';
import { section as lateJoin } from './lateJoin.js';
import { section as memory } from './memory.js';
import { section as partialJson } from './partialJson.js';
import type { Section } from './section.js';
import { section as subscribers } from './subscribers.js';

const all = {
  clients,
  subscribers,
  'first-delta': firstDelta,
  memory,
  'late-join': lateJoin,
  json: partialJson,
  size: bundleSize,
} satisfies Record<string, Section>;

export type SectionName = keyof typeof all;

/** All sections by the names that the command line has for them, in the order of the report. */
export const sections: Readonly<Record<SectionName, Section>> = all;
export const sectionNames = Object.keys(all) as SectionName[];
