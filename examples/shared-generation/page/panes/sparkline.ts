const size = { width: 240, height: 48 };
/** How many values fit: twice as many when the first are full, and then the line moves on to the left. */
const capacities = [60, 120];

/** A line of values, the first to the left; nothing is drawn where there are none. */
export function drawSparkline(svg: SVGElement, values: readonly number[]): void {
  const most = Math.max(20, ...values);
  const capacity = capacities.find((each) => each >= values.length) ?? values.length;
  const step = size.width / (capacity - 1);
  const points = values.map((value, index) => {
    const y = size.height - 2 - (value / most) * (size.height - 6);
    return `${(index * step).toFixed(1)} ${y.toFixed(1)}`;
  });
  const line = points.length > 1 ? `M${points.join('L')}` : '';
  const right = ((values.length - 1) * step).toFixed(1);
  const area = line && `${line}L${right} ${size.height}L0 ${size.height}Z`;
  svg.querySelector('.line')?.setAttribute('d', line);
  svg.querySelector('.area')?.setAttribute('d', area);
  svg.setAttribute('aria-label', inWords(values));
}

function inWords(values: readonly number[]): string {
  if (values.length === 0) return 'Tokens per second: nothing yet';
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `Tokens per second: ${mean.toFixed(0)} on average, ${Math.max(...values).toFixed(0)} at most`;
}
