// Rate, errors and duration of every route.
import { el, replace } from "../dom.js";
import { get } from "../api.js";
import { keyed } from "../keyed.js";
import { addKeys } from "../keys.js";
import { empty, failure, heading, view } from "../parts.js";
import { rangeChoice } from "../range.js";
import { refreshing } from "../refresh.js";
import { howToSend } from "../status.js";
import { routeFilters } from "./routes/filters.js";
import { RouteRow } from "./routes/route-row.js";
import { routeTable, sorted } from "./routes/table.js";

export function render(root, params, context) {
  let report = null;
  const notice = el("div");
  const rows = new Map();
  const range = rangeChoice(context, () => refresh.reload());
  const filters = routeFilters(context, redraw, range.element);
  const table = routeTable(context, redraw);
  const keyOf = (route) => `${route.service}\u0000${route.kind}\u0000${route.route}`;
  const openness = {
    isOpen: (route) => context.query.get("open") === `${route.service} ${route.kind} ${route.route}`,
    toggle(route) {
      context.setQuery({ open: openness.isOpen(route) ? null : `${route.service} ${route.kind} ${route.route}` });
      for (const row of rows.values()) row.sync();
    }
  };
  const draw = keyed(table.element, keyOf, (route) => {
    const row = new RouteRow(route, report, openness);
    rows.set(keyOf(route), row);
    return row.element;
  }, (element, route) => rows.get(keyOf(route)).update(route, report));

  const frame = el("div", { class: "table-frame routes-frame" }, table.element);
  root.append(view(heading("Routes", "How often, how many in error, how long."), filters.element, notice, frame));

  const refresh = refreshing({
    load: () => get("/routes", { from: range.from() }, { signal: context.signal }),
    draw: (answer) => {
      report = answer;
      filters.learn(report.routes);
      redraw();
    },
    fail: (error, again) => replace(notice, failure(error, again))
  });

  const removeKeys = addKeys("Routes", [{ keys: ["/"], text: "filter routes", run: () => filters.focus() }]);

  function redraw() {
    if (!report) return;
    const shown = sorted(report.routes.filter(filters.matches), context.query);
    for (const [key, row] of rows) {
      if (shown.some((route) => keyOf(route) === key)) continue;
      row.destroy();
      rows.delete(key);
    }
    draw(shown);
    table.mark();
    frame.hidden = !shown.length;
    filters.element.hidden = !report.routes.length && !range.isSet();
    notice.replaceChildren();
    if (!report.routes.length && range.isSet()) replace(notice, empty("Nothing in this time", "No request began in it. Choose a longer one above."));
    else if (!report.routes.length) nothing();
    else if (!shown.length) replace(notice, empty("No route is like that", "Change the filter above to see others."));
  }

  async function nothing() {
    const command = await howToSend();
    if (!report.routes.length) replace(notice, empty(
      "No routes yet",
      "Requests that your services answer and make, and jobs that they process, are counted here. Point your application here, and send it a request:",
      command
    ));
  }

  return {
    cleanup() {
      refresh.stop();
      removeKeys();
      for (const row of rows.values()) row.destroy();
    },
    update() {
      filters.read();
      range.read();
      redraw();
      for (const row of rows.values()) row.sync();
      refresh.reload();
    }
  };
}
