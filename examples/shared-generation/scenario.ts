/** What the loopback model can be asked to do, in the order and the words of the page. */
export const scenarioLabels = {
  answer: 'answers',
  hurried: 'answers at 100 events a second',
  hostile: 'answers with hostile Markdown',
  guardrail: 'is stopped by a guardrail',
  throttled: 'is throttled',
  refused: 'refuses the request',
  broken: 'breaks off in the middle',
} as const;

export type ScenarioName = keyof typeof scenarioLabels;

export function isScenario(name: unknown): name is ScenarioName {
  return typeof name === 'string' && Object.hasOwn(scenarioLabels, name);
}
