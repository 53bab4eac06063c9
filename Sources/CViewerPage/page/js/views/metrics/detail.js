import { el, foreign, replace, visible } from "../../dom.js";
import { get } from "../../api.js";
import { badge, failure } from "../../parts.js";
import { service } from "../../service.js";
import { chartsFor } from "./charts.js";
import { SeriesList } from "./series-list.js";
import { hasUnitInValues, nameOf } from "./unit.js";

const TYPES = {
  counter: "counter, as a rate",
  updown: "up and down counter",
  gauge: "gauge",
  histogram: "histogram",
  exponential: "exponential histogram",
  summary: "summary"
};

/** One metric: what it is, its charts, its series. */
export class MetricDetail {
  constructor(metric, context) {
    this.metric = metric;
    this.context = context;
    this.series = new SeriesList(() => this.draw());
    this.notice = el("div");
    this.place = el("div", { class: "metric-charts" });
    // Times and sizes say their unit in each value.
    const unit = hasUnitInValues(metric.unit) ? "" : nameOf(metric.unit);
    this.element = el("article", { class: "metric" },
      el("p", { class: "metric-back" }, el("a", { href: "/metrics" }, "‹ All metrics")),
      el("header", { class: "metric-head" },
        el("h2", null, foreign(metric.name)),
        service(metric.service),
        badge(TYPES[metric.type] ?? metric.type, "accent"),
        unit ? badge(unit) : null),
      metric.description ? el("p", { class: "muted" }, visible(metric.description)) : null,
      this.notice, this.place, this.series.element);
  }

  isOf(metric) {
    return this.metric.name === metric.name && this.metric.service === metric.service;
  }

  async load() {
    try {
      const answer = await get(`/metrics/${encodeURIComponent(this.metric.name)}`, { service: this.metric.service }, { signal: this.context.signal });
      if (this.isGone) return;
      this.answer = { type: this.metric.type, unit: this.metric.unit, ...answer };
      this.notice.replaceChildren();
      if (!this.charts) {
        this.charts = chartsFor(this.answer, this.context, () => this.draw());
        replace(this.place, this.charts.element);
      }
      this.series.update(this.answer.series, (one) => this.charts.lastOf(one, this.answer), this.charts.format);
      this.draw();
    } catch (error) {
      if (error.name !== "AbortError" && !this.isGone) replace(this.notice, failure(error, () => this.load()));
    }
  }

  draw() {
    const shown = this.series.shown();
    this.charts.update(this.answer, shown, (one) => this.series.colour(one));
  }

  destroy() {
    this.isGone = true;
    this.charts?.destroy();
  }
}
