import { svg } from "../dom.js";
import { areaPath, linePath } from "./path.js";
import { extentOf, timesOf, valueAt } from "./series.js";

/**
 * Quantiles of one distribution: the lines p50, p95 and p99, and the bands between them.
 * `points` are `[milliseconds, p50, p95, p99]`, or with nulls where nothing was measured.
 */
export function quantileBands(points) {
  const quantiles = ["p50", "p95", "p99"].map((name, index) => ({
    name,
    className: `quantile-${name}`,
    points: points.map((point) => [point[0], point[index + 1]])
  }));
  const between = (low, high) => points.map((point) => [point[0], point[low], point[high]]);
  return {
    series: quantiles,
    times: timesOf(quantiles),
    extent: () => extentOf(quantiles),
    draw: ({ x, y }) => [
      svg("path", { class: "chart-band quantile-p99", d: areaPath(between(2, 3), x, y) }),
      svg("path", { class: "chart-band quantile-p95", d: areaPath(between(1, 2), x, y) }),
      ...quantiles.map((one) => svg("path", { class: `chart-line ${one.className}`, d: linePath(one.points, x, y) })),
      ...(points.length === 1 ? quantiles.map((one) => lone(one, x, y)) : [])
    ].filter(Boolean),
    read: (time, reach) => quantiles.map((one) => ({ series: one, value: valueAt(one.points, time, reach) })).reverse()
  };
}

function lone(one, x, y) {
  const [time, value] = one.points[0];
  return Number.isFinite(value)
    ? svg("circle", { class: `chart-point ${one.className}`, cx: x(time), cy: y(value), r: 3 })
    : null;
}
