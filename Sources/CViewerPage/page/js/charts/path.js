/** Drops what no pixel shows: an SVG path with two decimals. */
const pixel = (value) => Math.round(value * 100) / 100;

/** Runs of points without a gap; a value that is null or not finite is one. */
export function runs(points) {
  const result = [];
  let run = [];
  for (const point of points) {
    if (Number.isFinite(point[1])) {
      run.push(point);
    } else if (run.length) {
      result.push(run);
      run = [];
    }
  }
  if (run.length) result.push(run);
  return result;
}

/** The path of a line through `[time, value]` points. */
export function linePath(points, x, y) {
  return runs(points)
    .map((run) => `M${run.map(([time, value]) => `${pixel(x(time))},${pixel(y(value))}`).join("L")}`)
    .join("");
}

/** The path of an area between `[time, low, high]` points. */
export function areaPath(points, x, y) {
  return runs(points)
    .map((run) => {
      const upper = run.map(([time, , high]) => `${pixel(x(time))},${pixel(y(high))}`);
      const lower = run.map(([time, low]) => `${pixel(x(time))},${pixel(y(low))}`).reverse();
      return `M${upper.join("L")}L${lower.join("L")}Z`;
    })
    .join("");
}
