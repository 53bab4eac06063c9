import { el, foreign, replace, visible } from "../../dom.js";
import { queryString } from "../../api.js";
import { plural } from "../../format.js";
import { service } from "../../service.js";

/** Metrics by service and scope, with a box that finds one by name or description. */
export function metricList(context) {
  let metrics = [];
  let drawn = "";
  const text = el("input", {
    class: "field", type: "search", placeholder: "Find a metric", "aria-label": "Find a metric", value: context.query.get("text") ?? "",
    oninput: () => {
      context.setQuery({ text: text.value });
      draw();
    }
  });
  const groups = el("div", { class: "metric-groups" });
  const element = el("nav", { class: "metric-list", "aria-label": "Metrics" }, text, groups);

  function draw() {
    const wanted = text.value.trim().toLowerCase();
    const shown = metrics.filter((metric) => `${metric.name} ${metric.description ?? ""} ${metric.scope ?? ""}`.toLowerCase().includes(wanted));
    const now = text.value + JSON.stringify(shown);
    // Left as it is while it says the same: the focus and the place in the list stay.
    if (now === drawn) return;
    drawn = now;
    const focused = document.activeElement?.getAttribute("href");
    replace(groups, shown.length ? byService(shown) : el("p", { class: "metric-hint" }, "No metric is called like that."));
    if (focused) [...groups.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus({ preventScroll: true });
  }

  function byService(shown) {
    return [...grouped(shown, "service")].sort(([a], [b]) => a.localeCompare(b)).map(([name, ofService]) => el("section", null,
      el("h2", null, service(name)),
      [...grouped(ofService, "scope")].sort(([a], [b]) => a.localeCompare(b)).map(([scope, ofScope]) => [
        el("h3", { class: "metric-scope" }, foreign(scope || "no scope")),
        el("ul", null, ofScope.sort((a, b) => a.name.localeCompare(b.name)).map(item))
      ])));
  }

  function item(metric) {
    const address = `/metrics${queryString({ name: metric.name, service: metric.service, text: text.value })}`;
    return el("li", null, el("a", { href: address, class: "metric-item", data: { name: metric.name, service: metric.service }, title: visible(metric.description ?? "") || null },
      foreign(metric.name),
      el("span", { class: "metric-kind" }, visible(metric.type), metric.series > 1 ? `, ${plural(metric.series, "series", "series")}` : "")));
  }

  return {
    element,
    focus: () => text.focus(),
    update(next) {
      metrics = [...next];
      draw();
    },
    mark(metric) {
      for (const link of groups.querySelectorAll("a")) {
        const isChosen = metric && link.dataset.name === metric.name && link.dataset.service === metric.service;
        if (isChosen) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    read() {
      if (text !== document.activeElement) text.value = context.query.get("text") ?? "";
      draw();
    }
  };
}

function grouped(metrics, key) {
  const groups = new Map();
  for (const metric of metrics) {
    const name = metric[key] ?? "";
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(metric);
  }
  return groups;
}
