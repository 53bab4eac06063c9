import { el } from "../../dom.js";
import { HeatChart, lines, quantileBands, TimeChart } from "../../charts.js";
import { bucketsOf } from "./buckets.js";
import { exemplarsOf } from "./exemplars.js";
import { domainOfSeries, pointsOf, ratesOf } from "./points.js";
import { seriesName } from "./series-list.js";
import { rateOf, unitOf } from "./unit.js";

const QUANTILES = ["p50", "p95", "p99"];

/** `[milliseconds, p50, p95, p99]` of each point. */
function quantilesOf(series, factor) {
  const [p50, p95, p99] = QUANTILES.map((name) => pointsOf(series, name, factor));
  return p50.map(([time, value], index) => [time, value, p95[index][1], p99[index][1]]);
}

function heatDomain({ points, width }) {
  return points.length ? [points[0][0] - width, points.at(-1)[0]] : [0, 1];
}

/**
 * A distribution: its quantiles, its buckets as a strip of heat, and how often it was measured. One series shows all quantiles
 * as bands; several compare in one of them.
 */
export class DistributionCharts {
  constructor(metric, context, redraw) {
    this.unit = unitOf(metric.unit);
    this.rate = rateOf("");
    this.format = this.unit.format;
    this.context = context;
    this.choice = el("div", { class: "chips", role: "group", "aria-label": "Quantile" }, QUANTILES.map((name) => el("button", {
      class: "chip", type: "button", data: { name },
      onclick: () => {
        context.setQuery({ quantile: name === "p95" ? null : name });
        redraw();
      }
    }, name)));
    this.quantiles = new TimeChart({ title: "Quantiles", height: 240 });
    this.heat = new HeatChart({ title: "Distribution", note: "the stronger the more; diamonds are examples with a trace", height: 240 });
    this.count = new TimeChart({ title: "Measurements", note: "per second", height: 150, legend: false });
    this.element = el("div", { class: "metric-distribution" },
      el("div", { class: "metric-chart" }, el("div", { class: "metric-tools" }, this.choice), this.quantiles.element),
      this.heat.element, this.count.element);
  }

  quantile() {
    const chosen = this.context.query.get("quantile");
    return QUANTILES.includes(chosen) ? chosen : "p95";
  }

  lastOf(series) {
    return pointsOf(series, this.quantile(), this.unit.factor).findLast(([, value]) => value !== null)?.[1] ?? null;
  }

  update(metric, shown, colour) {
    const domain = domainOfSeries(metric.series);
    const { factor, format, unit } = this.unit;
    const buckets = bucketsOf(shown, metric.temporality, factor);
    const hasBuckets = buckets.points.length > 0;
    const exemplars = shown.flatMap((one) => exemplarsOf(one, this.unit));
    const name = this.quantile();
    this.choice.hidden = shown.length < 2;
    for (const chip of this.choice.children) chip.setAttribute("aria-pressed", String(chip.dataset.name === name));
    const empty = shown.length ? undefined : "No series is chosen.";

    this.quantiles.update({
      domain, unit, format, empty,
      legend: shown.length === 1 ? "key" : "none",
      marks: () => (shown.length === 1
        ? [quantileBands(quantilesOf(shown[0], factor))]
        : [lines(shown.map((one) => ({ name: seriesName(one), className: colour(one), points: pointsOf(one, name, factor) })))]),
      exemplars: hasBuckets ? [] : exemplars
    });
    this.heat.element.hidden = !hasBuckets;
    this.heat.update({ ...buckets, domain: heatDomain(buckets), format, exemplars });
    this.count.update({
      domain, unit: "", format: this.rate.format,
      marks: () => [lines(shown.map((one) => ({ name: seriesName(one), className: colour(one), points: ratesOf(one, metric.temporality, 1, "count") })))],
      empty: empty ?? (metric.series.every((one) => one.points.length < 2) ? "A rate takes two measurements." : undefined)
    });
  }

  destroy() {
    for (const chart of [this.quantiles, this.heat, this.count]) chart.destroy();
  }
}
