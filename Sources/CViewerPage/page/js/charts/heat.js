import { svg } from "../dom.js";

const LEVELS = 7;

/**
 * How many measurements fell into which bucket, and when: a column for each point, a row for each bucket.
 * `points` are `[milliseconds, counts]`, `bounds` the upper bounds of all buckets but the last, `from` and `to` each column's
 * stretch of time. Buckets that nothing ever fell into are left out at both ends.
 */
export function heatRows(points, bounds) {
  const total = bounds.length + 1;
  const used = Array.from({ length: total }, (_, row) => points.some(([, counts]) => counts[row] > 0));
  const first = used.indexOf(true);
  const last = used.lastIndexOf(true);
  if (first < 0) return { first: 0, last: -1, rows: 0 };
  return { first, last, rows: last - first + 1 };
}

/** The rectangles of the strip, and what lies under a pixel. */
export function heatStrip(points, bounds, width) {
  const { first, last, rows } = heatRows(points, bounds);
  const largest = Math.max(1, ...points.map(([, counts]) => Math.max(0, ...counts)));
  return {
    rows,
    first,
    last,
    draw: ({ x, top, height }) => points.flatMap(([time, counts]) => {
      const left = x(time - width);
      const right = x(time);
      const cells = [];
      for (let row = first; row <= last; row += 1) {
        if (!(counts[row] > 0)) continue;
        // By the square root: one slow request among thousands of fast ones stays visible.
        const level = Math.max(1, Math.ceil(Math.sqrt(counts[row] / largest) * LEVELS));
        cells.push(svg("rect", {
          class: `heat-cell heat-${level}`,
          x: left,
          y: top + ((last - row) / rows) * height,
          width: Math.max(1.5, right - left - (right - left > 4 ? 1 : 0)),
          height: Math.max(1, height / rows - 1)
        }));
      }
      return cells;
    }),
    /** The bounds of a row: `[lower, upper]`, of which the outermost are infinite. */
    boundsOf: (row) => [row === 0 ? -Infinity : bounds[row - 1], row < bounds.length ? bounds[row] : Infinity]
  };
}
