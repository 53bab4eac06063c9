import { el } from "../../dom.js";
import { bars, lines, quantileBands, TimeChart } from "../../charts.js";
import { duration, kind, milliseconds, percent } from "../../format.js";
import { term } from "../../query.js";
import { perSecond } from "./rate.js";

/** Rate, share of errors and duration of one route over time, and the way to its traces. */
export class RouteCharts {
  constructor() {
    this.rate = new TimeChart({ title: "Requests", note: "per second" });
    this.errors = new TimeChart({ title: "Errors", note: "share of all", legend: false });
    this.duration = new TimeChart({ title: "Duration", note: "quantiles" });
    this.links = el("p", { class: "route-links" });
    this.element = el("div", { class: "route-charts" }, this.links, this.rate.element, this.errors.element, this.duration.element);
  }

  update(route, report) {
    const from = milliseconds(report.from);
    const step = report.interval / 1e6;
    const domain = [from, from + Math.max(1, route.series.length) * step];
    const seconds = step / 1000;
    const buckets = route.series.map((bucket, index) => ({ time: from + index * step, bucket: bucket?.[0] ? bucket : null }));
    const middle = ({ time }) => time + step / 2;

    this.rate.update({
      domain,
      unit: "{request}/s",
      format: perSecond,
      series: [
        { name: "succeeded", className: "series-good", points: buckets.map(({ time, bucket }) => [time, bucket ? (bucket[0] - bucket[1]) / seconds : 0]) },
        { name: "failed", className: "series-error", points: buckets.map(({ time, bucket }) => [time, bucket ? bucket[1] / seconds : 0]) }
      ],
      marks: (series) => [bars(series, step)]
    });
    this.errors.update({
      domain,
      format: percent,
      marks: () => [lines([{ name: "errors", className: "series-error", points: buckets.map((one) => [middle(one), one.bucket ? one.bucket[1] / one.bucket[0] : null]) }])]
    });
    this.duration.update({
      domain,
      format: duration,
      marks: () => [quantileBands(buckets.map((one) => [middle(one), ...(one.bucket ? one.bucket.slice(2, 5) : [null, null, null])]))]
    });
    this.link(route);
  }

  link(route) {
    const query = `${term("service", "=", route.service)} ${term("name", "=", route.route)} ${term("kind", "=", kind(route.kind))}`;
    const links = [
      ["All traces", query],
      ["Slower than p95", `${query} duration>${Math.round(route.p95 ?? 0)}ns`],
      route.errors ? ["In error", `${query} status=error`] : null
    ].filter(Boolean);
    const text = JSON.stringify(links);
    if (text === this.shown) return;
    this.shown = text;
    this.links.replaceChildren(...links.map(([name, search]) => el("a", { class: "button small", href: `/?q=${encodeURIComponent(search)}` }, name)));
  }

  destroy() {
    for (const chart of [this.rate, this.errors, this.duration]) chart.destroy();
  }
}
