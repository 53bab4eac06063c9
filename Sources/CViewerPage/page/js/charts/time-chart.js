import { exemplar } from "./exemplar.js";
import { Legend } from "./legend.js";
import { Plot } from "./plot.js";
import { clockTime, domainOf, linear, ticks } from "./scale.js";
import { coloured } from "./series.js";

/**
 * A chart of values over time, with one or more marks (`lines`, `stackedArea`, `bars`, `quantileBands`) on common axes.
 *
 * `update({ marks, series?, domain, unit?, format, exemplars?, empty?, legend? })`: `marks` is a function of the series that are
 * not hidden; where there are no `series`, of none, and the legend is then a key without switches, or "none".
 * `exemplars` are `[{ time, value, href, text }]`, dots that lead to their trace.
 */
export class TimeChart {
  constructor({ title, note, height, quiet, legend = true }) {
    this.legend = new Legend(() => this.redraw());
    this.plot = new Plot({ title, note, height, quiet, head: legend ? [this.legend.element] : [] });
    this.element = this.plot.element;
  }

  update(data) {
    this.data = data;
    this.redraw();
  }

  destroy() {
    this.plot.destroy();
  }

  redraw() {
    const { marks, series, domain, unit = "", format, exemplars = [], empty, legend } = this.data;
    const all = coloured(series ?? []);
    const shown = marks(all.filter((one) => !this.legend.hidden.has(one.name)));
    this.legend.update(series ? all : shown.flatMap((mark) => mark.series), legend ?? (series ? "switch" : "key"));
    const times = [...new Set(shown.flatMap((mark) => mark.times))].sort((a, b) => a - b);
    const extents = [...shown.map((mark) => mark.extent()), ...exemplars.map((one) => [one.value, one.value])];
    const low = Math.min(0, ...extents.map((extent) => extent[0]));
    const high = Math.max(0, ...extents.map((extent) => extent[1]));
    const reach = reachOf(times);

    this.plot.update({
      domain: widened(domain ?? [times[0], times.at(-1)]),
      times,
      empty: times.length ? null : empty ?? "Nothing was measured in this time.",
      summary: summaryOf(shown, format),
      scaleY: (height) => {
        const values = domainOf(low, high, Math.max(2, Math.floor(height / 38)), unit);
        const y = linear(values, [height, 0]);
        return { y, ticks: ticks(values, Math.max(2, Math.floor(height / 38)), unit).map((value) => ({ position: y(value), label: format(value) })) };
      },
      draw: (area) => shown.flatMap((mark) => mark.draw(area)),
      overlay: (area) => exemplars.map((one) => exemplar(one, area, area.y(one.value))).filter(Boolean),
      read: (time) => shown.flatMap((mark) => mark.read(time, reach))
        .filter(({ value }) => value !== null)
        .map(({ series: { name, className }, value }) => ({ name, className, text: format(value) })),
      table: () => tableOf(shown, times, format, reach, exemplars)
    });
  }
}

/** How far a series' point may lie from the crosshair: somewhat less than the usual distance of two. */
function reachOf(times) {
  if (times.length < 2) return Infinity;
  const distances = times.slice(1).map((time, index) => time - times[index]).sort((a, b) => a - b);
  return Math.max(distances[distances.length >> 1] * 0.75, 1);
}

/** A single moment gets a minute around it. */
function widened([from = Date.now(), to = from]) {
  return to - from > 0 ? [from, to] : [from - 30_000, to + 30_000];
}

function summaryOf(marks, format) {
  const sentences = marks.flatMap((mark) => mark.series.slice(0, 8).map((one) => {
    const values = one.points.map((point) => point[1]).filter(Number.isFinite);
    if (!values.length) return `${one.name}: nothing`;
    const low = values.reduce((a, b) => Math.min(a, b));
    const high = values.reduce((a, b) => Math.max(a, b));
    return `${one.name}: last ${format(values.at(-1))}, between ${format(low)} and ${format(high)}`;
  }));
  return sentences.join(". ");
}

function tableOf(marks, times, format, reach, exemplars) {
  const columns = marks.flatMap((mark) => mark.read(times[0], reach).map(({ series }) => series.name));
  const rows = times.map((time) => [
    clockTime(time),
    ...marks.flatMap((mark) => mark.read(time, reach).map(({ value }) => (value === null ? null : format(value))))
  ]);
  if (!exemplars.length) return { columns: ["Time", ...columns], rows };
  return {
    columns: ["Time", ...columns, "Examples"],
    rows: [
      ...rows.map((row) => [...row, null]),
      ...exemplars.map((one) => [clockTime(one.time), ...columns.map(() => null), { href: one.href, text: one.text }])
    ]
  };
}
