const whole = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const viable = /^-?(?:0|[1-9]\d*)?(?:(?<=\d)\.\d*)?(?:(?<=\d)[eE][+-]?\d*)?/;

/** Whether a character can stand in a JSON number, wherever. */
export function isNumeric(code: number): boolean {
  const isDigit = code >= 0x30 && code <= 0x39;
  return isDigit || code === 0x2b || code === 0x2d || code === 0x2e || code === 0x45 || code === 0x65;
}

/** Whether a text is a JSON number. */
export function isNumber(text: string): boolean {
  return whole.test(text);
}

/** How far a text that is no JSON number could have become one. */
export function faultIn(text: string): number {
  return viable.exec(text)?.[0].length ?? 0;
}
