import { section as bundleSize } from './bundleSize.js';
import { section as clients } from './clients.js';
import { section as delivery } from './delivery.js';
import { section as firstDelta } from './firstDelta.js';
import { section as lateJoin } from './lateJoin.js';
import { section as memory } from './memory.js';
import type { SectionName } from './names.js';
import { section as partialJson } from './partialJson.js';
import type { Section } from './section.js';
import { section as subscribers } from './subscribers.js';

export const sections: Readonly<Record<SectionName, Section>> = {
  clients,
  subscribers,
  'first-delta': firstDelta,
  memory,
  'late-join': lateJoin,
  json: partialJson,
  delivery,
  size: bundleSize,
};
