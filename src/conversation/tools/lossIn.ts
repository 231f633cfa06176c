import { isPlain } from '../../message/shapes.js';

/**
 * What JSON would drop of a value, or make something else of, and where; nothing where it carries all of it. Members
 * that are undefined are left out by everybody, and what says itself what JSON it is (a Date, say) knows best.
 */
export function lossIn(value: unknown, name = 'result', around: readonly object[] = []): string | undefined {
  switch (typeof value) {
    case 'bigint':
    case 'function':
    case 'symbol':
      return `${name} is a ${typeof value}`;
    case 'number':
      return Number.isFinite(value) ? undefined : `${name} is ${value}`;
    case 'object':
      return value === null ? undefined : lossInObject(value, name, around);
    default:
      return undefined;
  }
}

function lossInObject(value: object, name: string, around: readonly object[]): string | undefined {
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return undefined;
  if (around.includes(value)) return `${name} is a circle`;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (ArrayBuffer.isView(value)) return `${name} is bytes (${kind})`;
  const members = Object.entries(value);
  if (members.length === 0 && !isPlain(value))
    return `${name} is an object (${kind}), of which nothing would be left`;
  for (const [key, member] of members) {
    const place = Array.isArray(value) ? `${name}[${key}]` : `${name}.${key}`;
    const loss = lossIn(member, place, [...around, value]);
    if (loss !== undefined) return loss;
  }
  return undefined;
}
