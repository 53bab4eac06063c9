import { svg } from "../dom.js";
import { areaPath, linePath } from "./path.js";
import { extentOf, timesOf, valueAt } from "./series.js";

/** Areas on top of each other; where a series has no point it adds nothing. */
export function stackedArea(series) {
  // Where none has a value there is nothing, which is not the same as zero.
  const times = timesOf(series.map((one) => ({ points: one.points.filter(([, value]) => Number.isFinite(value)) })));
  const layers = stack(series, times);
  return {
    series,
    times,
    extent: () => extentOf(layers),
    draw: ({ x, y }) => layers.flatMap((layer) => [
      svg("path", { class: `chart-area ${layer.className}`, d: areaPath(layer.points, x, y) }),
      svg("path", {
        class: `chart-line ${layer.className}`,
        d: linePath(layer.points.map(([time, , high]) => [time, high]), x, y)
      })
    ]),
    read: (time, reach) => series.map((one) => ({ series: one, value: valueAt(one.points, time, reach) }))
  };
}

/** `[time, low, high]` of each series, on top of those before it. */
export function stack(series, times) {
  const sums = new Map(times.map((time) => [time, 0]));
  return series.map((one) => {
    const values = new Map(one.points);
    const points = times.map((time) => {
      const low = sums.get(time);
      const value = values.get(time);
      const high = low + (Number.isFinite(value) ? value : 0);
      sums.set(time, high);
      return [time, low, high];
    });
    return { ...one, points };
  });
}
