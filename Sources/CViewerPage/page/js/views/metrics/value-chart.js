import { el } from "../../dom.js";
import { lines, stackedArea, TimeChart } from "../../charts.js";
import { exemplarsOf } from "./exemplars.js";
import { domainOfSeries, pointsOf, ratesOf } from "./points.js";
import { seriesName } from "./series-list.js";
import { rateOf, unitOf } from "./unit.js";

/** A counter as a rate, or a gauge as it is: a line for each series, or areas on top of each other. */
export class ValueChart {
  constructor(metric, context, redraw) {
    this.isCounter = metric.type === "counter";
    this.unit = this.isCounter ? rateOf(metric.unit) : unitOf(metric.unit);
    this.format = this.unit.format;
    this.context = context;
    this.stacked = el("button", { class: "chip", type: "button", onclick: () => {
      context.setQuery({ draw: this.isStacked() ? null : "stacked" });
      redraw();
    } }, "Stacked");
    this.chart = new TimeChart({ title: this.isCounter ? "Rate" : "Value", note: this.isCounter ? "per second" : "", height: 280, legend: false });
    this.element = el("div", { class: "metric-chart" }, el("div", { class: "metric-tools" }, this.stacked), this.chart.element);
  }

  isStacked() {
    return this.context.query.get("draw") === "stacked";
  }

  points(series, metric) {
    return this.isCounter ? ratesOf(series, metric.temporality, this.unit.factor) : pointsOf(series, "value", this.unit.factor);
  }

  lastOf(series, metric) {
    return this.points(series, metric).at(-1)?.[1] ?? null;
  }

  update(metric, shown, colour) {
    this.stacked.hidden = metric.series.length < 2;
    this.stacked.setAttribute("aria-pressed", String(this.isStacked()));
    const series = shown.map((one) => ({ name: seriesName(one), className: colour(one), points: this.points(one, metric) }));
    const needsMore = this.isCounter && metric.series.every((one) => one.points.length < 2);
    this.chart.update({
      domain: domainOfSeries(metric.series),
      unit: this.unit.unit,
      format: this.unit.format,
      marks: () => [this.isStacked() ? stackedArea(series) : lines(series)],
      // Examples of a counter are what was added once: there is no place for that on a scale of rates.
      exemplars: this.isCounter || this.isStacked() ? [] : shown.flatMap((one) => exemplarsOf(one, this.unit)),
      empty: needsMore ? "A rate takes two measurements: the next one comes with the next export." : shown.length ? undefined : "No series is chosen."
    });
  }

  destroy() {
    this.chart.destroy();
  }
}
