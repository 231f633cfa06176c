import { isPlain } from '../message/shapes.js';

/** Where in plain data something holds itself, so that there would be no end of copying it; nothing where nothing does. */
export function circleIn(value: unknown, name: string, around: readonly object[] = []): string | undefined {
  if (!isPlain(value)) return undefined;
  if (around.includes(value)) return name;
  const within = [...around, value];
  for (const [key, member] of Object.entries(value)) {
    const circle = circleIn(member, Array.isArray(value) ? `${name}[${key}]` : `${name}.${key}`, within);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
