/** Where a value stands: the keys and positions that lead to it. */
export type JsonPath = readonly (string | number)[];

/** Is told of every value as soon as it is complete, innermost first. The path is only good during the call. */
export type OnValue = (value: unknown, path: JsonPath) => void;

type JsonObject = Record<string, unknown>;
type Container = unknown[] | JsonObject;

/** A value that may be there or not; `undefined` would not do, since it cannot tell the two apart. */
export interface Unfinished {
  readonly value: unknown;
}

/**
 * A JSON value that is being built. Containers are filled in place while they are open and never touched again once
 * they are closed, so that a finished subtree keeps its identity. A snapshot copies what is still open, nothing else.
 */
export class GrowingTree {
  private readonly open: Container[] = [];
  /** The key or the position of the next value, for each open container. */
  private readonly path: (string | number)[] = [];
  private root: Unfinished | undefined;
  private readonly onValue: OnValue | undefined;

  constructor(onValue?: OnValue) {
    this.onValue = onValue;
  }

  /** The innermost container that is open. */
  get top(): Container | undefined {
    return this.open[this.open.length - 1];
  }

  openArray(): void {
    this.open.push([]);
    this.path.push(0);
  }

  openObject(): void {
    this.open.push({});
    this.path.push('');
  }

  /** Names the member that comes next. */
  key(key: string): void {
    this.path[this.path.length - 1] = key;
  }

  close(): void {
    const container = this.open.pop();
    this.path.pop();
    this.add(container);
  }

  /** Puts a complete value where the next one belongs. */
  add(value: unknown): void {
    this.onValue?.(value, this.path);
    const { top } = this;
    if (top === undefined) this.root = { value };
    else if (Array.isArray(top)) this.path[this.path.length - 1] = top.push(value);
    else setMember(top, this.path[this.path.length - 1], value);
  }

  /** The whole as it stands, with `unfinished` where the next value goes; it never changes afterwards. */
  snapshot(unfinished: Unfinished | undefined): unknown {
    let inner = this.root ?? unfinished;
    for (let level = this.open.length - 1; level >= 0; level--) {
      const container = this.open[level]!;
      inner = {
        value: Array.isArray(container) ? longer(container, inner) : this.wider(container, level, inner),
      };
    }
    return inner?.value;
  }

  private wider(members: JsonObject, level: number, next: Unfinished | undefined): JsonObject {
    const copy = { ...members };
    if (next) setMember(copy, this.path[level], next.value);
    return copy;
  }
}

function longer(items: readonly unknown[], next: Unfinished | undefined): unknown[] {
  // Not slice() and push(): that would copy it all once more, to make room.
  return next ? items.concat([next.value]) : items.slice();
}

/** Like JSON.parse, for which `__proto__` is a member as any other. */
function setMember(object: JsonObject, key: string | number | undefined, value: unknown): void {
  if (key !== '__proto__') object[key as string] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
