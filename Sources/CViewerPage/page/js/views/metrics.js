// Every metric that was received, and the charts of one of them.
import { el, replace, visible } from "../dom.js";
import { get } from "../api.js";
import { addKeys } from "../keys.js";
import { empty, failure, heading, view } from "../parts.js";
import { refreshing } from "../refresh.js";
import { howToSend } from "../status.js";
import { MetricDetail } from "./metrics/detail.js";
import { metricList } from "./metrics/list.js";

const EVERY = 5000;

export function render(root, params, context) {
  let metrics = null;
  let detail = null;
  const wide = matchMedia("(min-width: 861px)");
  const notice = el("div");
  const list = metricList(context);
  const place = el("section", { class: "metric-place", "aria-label": "The metric that is chosen" });
  const columns = el("div", { class: "metrics", hidden: true }, list.element, place);
  root.append(view(heading("Metrics", "What your services count and measure."), notice, columns));

  const refresh = refreshing({
    every: EVERY,
    live: false,
    load: async () => {
      const answer = await get("/metrics", {}, { signal: context.signal });
      await detail?.load();
      return answer;
    },
    draw: (answer) => {
      metrics = answer.metrics;
      notice.replaceChildren();
      columns.hidden = !metrics.length;
      list.update(metrics, chosen());
      if (!metrics.length) nothing();
      choose();
    },
    fail: (error, again) => replace(notice, failure(error, again))
  });

  const removeKeys = addKeys("Metrics", [{ keys: ["/"], text: "find a metric", run: () => list.focus() }]);

  /** The metric of the address, or null. `/metrics/NAME` is an address for people and scripts to write. */
  function chosen() {
    const name = context.query.get("name") ?? params.name;
    if (!name) return wide.matches ? usual() : null;
    const service = context.query.get("service");
    return metrics?.find((metric) => metric.name === name && (!service || metric.service === service)) ?? { name, service, isMissing: true };
  }

  /** Where there is room for it one is shown without being asked for: how long requests take, or whatever has a distribution. */
  function usual() {
    return metrics?.find((metric) => metric.name === "http.server.request.duration") ?? metrics?.find((metric) => metric.type === "histogram") ?? metrics?.[0] ?? null;
  }

  function choose() {
    const metric = chosen();
    columns.classList.toggle("has-choice", Boolean(metric));
    context.title(visible(context.query.get("name") ?? params.name ?? "Metrics"));
    list.mark(metric);
    if (metric && detail?.isOf(metric)) return;
    detail?.destroy();
    detail = null;
    if (!metric) {
      replace(place, el("p", { class: "metric-hint" }, "Choose a metric to see its charts."));
    } else if (metric.isMissing) {
      replace(place, empty("There is no such metric", "It may have been of an earlier run. Choose another one from the list."));
    } else {
      detail = new MetricDetail(metric, context);
      replace(place, detail.element);
      detail.load();
    }
  }

  async function nothing() {
    const command = await howToSend();
    if (!metrics.length) {
      replace(notice, empty(
        "No metrics yet",
        "Throughline sends metrics every 60 seconds, and once more at the end. Point your application here; a shorter interval shows them sooner:",
        `${command}\nexport OTEL_METRIC_EXPORT_INTERVAL=5000`
      ));
    }
  }

  return {
    cleanup() {
      refresh.stop();
      removeKeys();
      detail?.destroy();
    },
    update() {
      list.read();
      if (metrics) choose();
    }
  };
}
