const size = { width: 240, height: 48, steps: 120 };

/** A line of values, the latest to the right; nothing is drawn where there are none. */
export function drawSparkline(svg: SVGElement, values: readonly number[]): void {
  const most = Math.max(20, ...values);
  const step = size.width / (size.steps - 1);
  const left = size.width - (values.length - 1) * step;
  const points = values.map((value, index) => {
    const y = size.height - 2 - (value / most) * (size.height - 6);
    return `${(left + index * step).toFixed(1)} ${y.toFixed(1)}`;
  });
  const line = points.length > 1 ? `M${points.join('L')}` : '';
  const area = line && `${line}L${size.width} ${size.height}L${left.toFixed(1)} ${size.height}Z`;
  svg.querySelector('.line')?.setAttribute('d', line);
  svg.querySelector('.area')?.setAttribute('d', area);
  svg.setAttribute('aria-label', inWords(values));
}

function inWords(values: readonly number[]): string {
  if (values.length === 0) return 'Tokens per second: nothing yet';
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `Tokens per second: ${mean.toFixed(0)} on average, ${Math.max(...values).toFixed(0)} at most`;
}
