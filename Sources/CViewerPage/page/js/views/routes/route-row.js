import { el, foreign, visible } from "../../dom.js";
import { sparkline } from "../../charts.js";
import { count, duration, kind, milliseconds, percent } from "../../format.js";
import { service } from "../../service.js";
import { rate } from "./rate.js";
import { RouteCharts } from "./route-charts.js";
import { COLUMNS } from "./table.js";

/** A route's line, and its charts below it while it is open. */
export class RouteRow {
  constructor(route, report, openness) {
    this.openness = openness;
    this.line = el("tr", { class: "route", onclick: (event) => this.clicked(event) });
    this.toggle = el("button", { class: "row-toggle", type: "button", onclick: () => openness.toggle(this.route) });
    this.element = el("tbody", null, this.line);
    this.update(route, report);
  }

  clicked(event) {
    if (!event.target.closest("a, button") && !String(getSelection())) this.openness.toggle(this.route);
  }

  update(route, report) {
    this.route = route;
    this.report = report;
    this.toggle.setAttribute("aria-label", `${visible(route.route)} of ${visible(route.service)}: charts`);
    const focused = document.activeElement === this.toggle;
    this.line.replaceChildren(...cells(route, report, this.toggle));
    if (focused) this.toggle.focus({ preventScroll: true });
    this.sync();
    this.charts?.update(route, report);
  }

  /** Opens and closes as the address says. */
  sync() {
    const isOpen = this.openness.isOpen(this.route);
    this.toggle.setAttribute("aria-expanded", String(isOpen));
    this.element.classList.toggle("is-open", isOpen);
    if (isOpen === Boolean(this.charts)) return;
    if (isOpen) {
      this.charts = new RouteCharts();
      this.detail = el("tr", { class: "route-detail" }, el("td", { colspan: String(COLUMNS.length) }, this.charts.element));
      this.element.append(this.detail);
      this.charts.update(this.route, this.report);
    } else {
      this.destroy();
      this.detail.remove();
    }
  }

  destroy() {
    this.charts?.destroy();
    this.charts = null;
  }
}

function cells(route, report, toggle) {
  const share = route.count ? route.errors / route.count : 0;
  const from = milliseconds(report.from);
  const step = report.interval / 1e6;
  const at = (index) => from + (index + 0.5) * step;
  const range = { from, to: from + route.series.length * step };
  const numbers = route.series.map((bucket, index) => [at(index), bucket ? bucket[0] : 0]);
  const slow = route.series.map((bucket, index) => [at(index), bucket && bucket[0] ? bucket[3] : null]);
  const contents = [
    el("div", { class: "route-name" }, toggle, el("div", { class: "route-words" },
      foreign(route.route, { class: "route-title" }),
      el("span", { class: "route-service" }, service(route.service), el("span", { class: "muted" }, kind(route.kind))))),
    [el("span", null, rate(route.count, report)), el("div", { class: "route-sub" }, count(route.count))],
    sparkline(numbers, { ...range }),
    route.errors ? [el("span", { class: "is-error" }, `✕ ${percent(share)}`), el("div", { class: "route-sub" }, count(route.errors))] : el("span", { class: "faint" }, "none"),
    duration(route.p50),
    duration(route.p95),
    duration(route.p99),
    sparkline(slow, { className: "quantile-p95", ...range })
  ];
  return contents.map((content, index) => el("td", {
    class: [COLUMNS[index].number ? "number" : "", COLUMNS[index].fold ? "fold" : ""].filter(Boolean).join(" ") || null
  }, content));
}
