/**
 * The value of an arithmetic expression: numbers, + - * / and parentheses, with the usual precedence. Read by hand,
 * since what a model writes must never be run as code.
 */
export function calculate(expression: string): number {
  const tokens = expression.match(/\d+(?:\.\d+)?|\.\d+|[-+*/()]|\S/g) ?? [];
  let at = 0;
  const value = sum();
  if (at < tokens.length) throw unexpected();
  return value;

  function sum(): number {
    let total = product();
    while (tokens[at] === '+' || tokens[at] === '-') {
      total = tokens[at++] === '+' ? total + product() : total - product();
    }
    return total;
  }

  function product(): number {
    let total = factor();
    while (tokens[at] === '*' || tokens[at] === '/') {
      total = tokens[at++] === '*' ? total * factor() : dividedBy(total, factor());
    }
    return total;
  }

  function factor(): number {
    const token = tokens[at];
    if (token === '-') {
      at++;
      return -factor();
    }
    if (token === '(') {
      at++;
      const inner = sum();
      if (tokens[at] !== ')') throw unexpected();
      at++;
      return inner;
    }
    if (token === undefined || !/\d/.test(token)) throw unexpected();
    at++;
    return Number(token);
  }

  function unexpected(): Error {
    const found = tokens[at] === undefined ? 'it ends too early' : `there is ${JSON.stringify(tokens[at])}`;
    return new Error(`${JSON.stringify(expression)} is no sum: ${found}.`);
  }
}

function dividedBy(dividend: number, divisor: number): number {
  if (divisor === 0) throw new Error('Nothing can be divided by zero.');
  return dividend / divisor;
}
