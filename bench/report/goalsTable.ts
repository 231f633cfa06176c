import { type GoalName, goals, type Measured } from '../goals.js';
import { figure, ratio } from '../sections/format.js';
import type { Table } from '../sections/section.js';

/** The goals beside what was measured of them; those that were not are left out. */
export function goalsTable(measured: Measured): Table {
  const names = (Object.keys(goals) as GoalName[]).filter((name) => measured[name] !== undefined);
  return { columns: ['', 'goal', 'measured', 'met'], rows: names.map((name) => row(name, measured[name]!)) };
}

function row(name: GoalName, value: number): string[] {
  const { what, limit, unit } = goals[name];
  const text = (amount: number) => (unit === 'ratio' ? ratio(amount) : `${figure(amount)} ${unit}`);
  return [what, `≤ ${text(limit)}`, text(value), value <= limit ? 'yes' : '**no**'];
}
