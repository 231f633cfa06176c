// Events may come from anywhere, whatever their types say: what folds them looks at what is really there.

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}
