/** The sections by the names that the command line has for them, in the order of the report. */
export const sectionNames = [
  'clients',
  'subscribers',
  'first-delta',
  'memory',
  'late-join',
  'json',
  'delivery',
  'size',
] as const;

export type SectionName = (typeof sectionNames)[number];
