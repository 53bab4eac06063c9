import { svg } from "../dom.js";
import { stack } from "./area.js";
import { extentOf, timesOf, valueAt } from "./series.js";

/** Bars on top of each other, one stack for each bucket, which begins at its time and is `width` milliseconds wide. */
export function bars(series, width) {
  const times = timesOf(series);
  const layers = stack(series, times);
  return {
    series,
    times,
    extent: () => extentOf(layers),
    draw: ({ x, y }) => layers.flatMap((layer) => layer.points
      .filter(([, low, high]) => high > low)
      .map(([time, low, high]) => {
        const left = x(time);
        const right = x(time + width);
        const gap = right - left > 4 ? 1 : 0;
        return svg("rect", {
          class: `chart-bar ${layer.className}`,
          x: left,
          y: y(high),
          width: Math.max(1, right - left - gap),
          // What happened once must be seen beside what happened a thousand times.
          height: Math.max(1.5, y(low) - y(high))
        });
      })),
    read: (time, reach) => series.map((one) => ({ series: one, value: valueAt(one.points, time, reach) }))
  };
}
