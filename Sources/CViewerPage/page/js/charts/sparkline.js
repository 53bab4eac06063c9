import { svg } from "../dom.js";
import { linear } from "./scale.js";
import { linePath, areaPath, runs } from "./path.js";
import { extentOf } from "./series.js";

const WIDTH = 96;
const HEIGHT = 24;

/**
 * A small line without axes, as wide as its place. What it says is said in words beside it or in `label`;
 * without a label it is hidden from screen readers.
 */
export function sparkline(points, { className = "series-0", label = "", filled = true, from, to } = {}) {
  const [, high] = extentOf([{ points }]);
  const x = linear([from ?? points[0]?.[0] ?? 0, to ?? points.at(-1)?.[0] ?? 1], [1.5, WIDTH - 1.5]);
  const y = linear([0, high || 1], [HEIGHT - 2, 3]);
  const accessible = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return svg(
    "svg",
    { class: `sparkline ${className}`, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", ...accessible },
    svg("path", { class: "sparkline-base", d: `M0,${HEIGHT - 1.5}H${WIDTH}` }),
    filled ? svg("path", { class: "sparkline-fill", d: areaPath(points.map(([time, value]) => [time, Number.isFinite(value) ? 0 : null, value]), x, y) }) : null,
    svg("path", { class: "sparkline-line", d: linePath(points, x, y) }),
    ...runs(points)
      .filter((run) => run.length === 1)
      .map(([[time, value]]) => svg("path", { class: "sparkline-line", d: `M${x(time) - 1.5},${y(value)}H${x(time) + 1.5}` }))
  );
}
