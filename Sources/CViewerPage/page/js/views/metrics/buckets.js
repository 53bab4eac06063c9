import { milliseconds } from "../../format.js";
import { stepOf } from "./points.js";

const MOST_ROWS = 40;

/**
 * The buckets of several series together: `{ points: [[milliseconds, counts]…], bounds, width }`, counts being what fell into a
 * bucket since the point before. Series that report at nearly the same moment share a column.
 */
export function bucketsOf(series, temporality, factor) {
  const step = stepOf(series);
  const bounds = boundsOf(series);
  const row = new Map(bounds.map((bound, index) => [bound, index]));
  const columns = new Map();
  const last = Math.max(...series.flatMap((one) => one.points.slice(-1).map((point) => milliseconds(point.time))));
  for (const one of series) {
    let before = null;
    for (const point of one.points) {
      if (!point.buckets?.length) continue;
      const counts = new Array(bounds.length + 1).fill(0);
      for (const [index, count] of point.buckets.entries()) {
        counts[index < point.bounds.length ? row.get(point.bounds[index]) : bounds.length] += Number(count) || 0;
      }
      const isFirst = before === null;
      const added = temporality === "delta" ? counts : difference(counts, before);
      before = counts;
      // What was counted before the viewer looked fell into no column; where there is nothing else it is better than nothing.
      if (isFirst && temporality !== "delta" && one.points.length > 1) continue;
      const time = last - Math.round((last - milliseconds(point.time)) / step) * step;
      const column = columns.get(time);
      columns.set(time, column ? column.map((count, index) => count + added[index]) : added);
    }
  }
  const points = [...columns].sort(([a], [b]) => a - b);
  return { ...folded(points, bounds.map((bound) => bound * factor)), width: step };
}

/** What was added since the point before; a bucket with less in it than before says that counting began anew. */
function difference(now, before) {
  if (!before || now.some((count, index) => count < before[index])) return now;
  return now.map((count, index) => count - before[index]);
}

function boundsOf(series) {
  const bounds = new Set();
  for (const one of series) for (const point of one.points) for (const bound of point.bounds ?? []) bounds.add(bound);
  return [...bounds].sort((a, b) => a - b);
}

/** Exponential histograms have more buckets than there are pixels: neighbours are shown as one. */
function folded(points, bounds) {
  const by = Math.ceil((bounds.length + 1) / MOST_ROWS);
  if (by <= 1) return { points, bounds };
  const fold = (counts) => Array.from({ length: Math.ceil(counts.length / by) }, (_, index) => counts.slice(index * by, (index + 1) * by).reduce((a, b) => a + b, 0));
  return {
    points: points.map(([time, counts]) => [time, fold(counts)]),
    bounds: bounds.filter((_, index) => index % by === by - 1 && index + 1 < bounds.length + 1).slice(0, Math.ceil((bounds.length + 1) / by) - 1)
  };
}
