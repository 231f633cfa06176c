/**
 * A value of which any part may still be missing. A string may be cut anywhere, so what will be one of some words is
 * just a string until then; numbers, literals and what is finished are as they will be.
 */
export type DeepPartial<T> = T extends string
  ? string
  : T extends unknown[]
    ? DeepPartial<T[number]>[]
    : T extends readonly unknown[]
      ? readonly DeepPartial<T[number]>[]
      : T extends object
        ? { [K in keyof T]?: DeepPartial<T[K]> }
        : T;
