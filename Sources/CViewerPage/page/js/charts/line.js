import { svg } from "../dom.js";
import { linePath, runs } from "./path.js";
import { extentOf, timesOf, valueAt } from "./series.js";

/** One line for each series. A point that stands alone is a dot, as a line of one point is not seen. */
export function lines(series) {
  return {
    series,
    times: timesOf(series),
    extent: () => extentOf(series),
    draw: ({ x, y }) => series.flatMap((one) => [
      svg("path", { class: `chart-line ${one.className}`, d: linePath(one.points, x, y) }),
      ...runs(one.points)
        .filter((run) => run.length === 1)
        .map(([[time, value]]) => svg("circle", { class: `chart-point ${one.className}`, cx: x(time), cy: y(value), r: 2.5 }))
    ]),
    read: (time, reach) => series.map((one) => ({ series: one, value: valueAt(one.points, time, reach) }))
  };
}
