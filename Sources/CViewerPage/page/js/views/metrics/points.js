import { milliseconds } from "../../format.js";

/** Numbers of the API: those that JSON has not come as `{ double }` or `{ int }`. */
export function numeric(value) {
  if (typeof value === "number") return value;
  if (value && typeof value === "object") return Number(value.int ?? value.double);
  return null;
}

/** `[milliseconds, value]` of one field of the points. */
export function pointsOf(series, field, factor = 1) {
  return series.points.map((point) => {
    const value = numeric(point[field]);
    return [milliseconds(point.time), Number.isFinite(value) ? value * factor : null];
  });
}

/** The rate of a counter: as the viewer computed it, or from point to point. A value below the one before is a restart. */
export function ratesOf(series, temporality, factor = 1, field = "value") {
  return series.points.map((point, index) => {
    const time = milliseconds(point.time);
    if (field === "value" && typeof point.rate === "number") return [time, point.rate * factor];
    if (index === 0) return [time, null];
    const before = series.points[index - 1];
    const seconds = (time - milliseconds(before.time)) / 1000;
    const now = numeric(point[field]);
    if (!(seconds > 0) || !Number.isFinite(now)) return [time, null];
    const earlier = temporality === "delta" ? 0 : numeric(before[field]);
    return [time, ((now < earlier ? now : now - earlier) / seconds) * factor];
  });
}

/** First and last moment of several series. */
export function domainOfSeries(series) {
  let from = Infinity;
  let to = -Infinity;
  for (const one of series) {
    if (!one.points.length) continue;
    from = Math.min(from, milliseconds(one.points[0].time));
    to = Math.max(to, milliseconds(one.points.at(-1).time));
  }
  return from <= to ? [from, to] : [Date.now() - 60_000, Date.now()];
}

/** The usual distance of two points, in milliseconds. */
export function stepOf(series) {
  const distances = series.flatMap((one) => one.points.slice(1).map((point, index) => milliseconds(point.time) - milliseconds(one.points[index].time)));
  distances.sort((a, b) => a - b);
  return distances[distances.length >> 1] || 60_000;
}
