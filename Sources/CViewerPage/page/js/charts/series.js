/**
 * A series of a chart: `{ name, points: [[milliseconds, value | null]…] }`, in the order of time.
 * A colour belongs to a series for as long as it is shown: hiding one does not repaint the others.
 */
export const COLOURS = 8;

/** Gives every series its class of colour and dash. */
export function coloured(series) {
  return series.map((one, index) => ({ ...one, index, className: one.className ?? colourClass(index) }));
}

/** Eight colours; then the same ones again, dashed. */
export function colourClass(index) {
  return `series-${index % COLOURS}${index >= COLOURS ? " series-dashed" : ""}`;
}

/** The value at a time, or of the nearest point that is no further away than `reach`. */
export function valueAt(points, time, reach) {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle][0] < time) low = middle + 1;
    else high = middle;
  }
  let best = null;
  for (const index of [low - 1, low]) {
    const point = points[index];
    if (point && Math.abs(point[0] - time) <= reach && (!best || Math.abs(point[0] - time) < Math.abs(best[0] - time))) {
      best = point;
    }
  }
  return best ? best[1] : null;
}

/** All times of several series, once each, in order. */
export function timesOf(series) {
  const times = new Set();
  for (const one of series) for (const point of one.points) times.add(point[0]);
  return [...times].sort((a, b) => a - b);
}

/** The smallest and the largest value of several lists of points. */
export function extentOf(series) {
  let low = Infinity;
  let high = -Infinity;
  for (const one of series) {
    for (const point of one.points) {
      for (let index = 1; index < point.length; index += 1) {
        if (!Number.isFinite(point[index])) continue;
        low = Math.min(low, point[index]);
        high = Math.max(high, point[index]);
      }
    }
  }
  return low > high ? [0, 0] : [low, high];
}
