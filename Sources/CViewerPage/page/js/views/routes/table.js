import { el } from "../../dom.js";

export const COLUMNS = [
  { title: "Route", key: "route", order: "asc" },
  { title: "Rate", key: "count", number: true },
  { title: "", key: null, fold: true, label: "Requests over time" },
  { title: "Errors", key: "errors", number: true },
  { title: "p50", key: "p50", number: true, fold: true },
  { title: "p95", key: "p95", number: true },
  { title: "p99", key: "p99", number: true, fold: true },
  { title: "", key: null, fold: true, label: "p95 over time" }
];

const VALUES = {
  route: (route) => route.route,
  count: (route) => route.count,
  errors: (route) => (route.count ? route.errors / route.count : 0),
  p50: (route) => route.p50,
  p95: (route) => route.p95,
  p99: (route) => route.p99
};

function sortOf(query) {
  const column = COLUMNS.find((candidate) => candidate.key && candidate.key === query.get("sort")) ?? COLUMNS[1];
  const usual = column.order ?? "desc";
  return { key: column.key, order: ["asc", "desc"].includes(query.get("order")) ? query.get("order") : usual };
}

/** The routes in the order that the address says: by how often they are called, unless it says something else. */
export function sorted(routes, query) {
  const { key, order } = sortOf(query);
  const direction = order === "asc" ? 1 : -1;
  return [...routes].sort((a, b) => {
    const [left, right] = [VALUES[key](a) ?? 0, VALUES[key](b) ?? 0];
    const compared = typeof left === "string" ? left.localeCompare(right) : left - right;
    // Equal ones keep their places from one refresh to the next.
    return compared * direction || a.route.localeCompare(b.route) || a.service.localeCompare(b.service);
  });
}

/** The table without its rows; each row is a `tbody`, as it has one more line when it is open. */
export function routeTable(context, onSort) {
  const heads = COLUMNS.map((column) => el(
    "th",
    { scope: "col", class: [column.number ? "number" : "", column.fold ? "fold" : ""].filter(Boolean).join(" ") || null },
    column.key
      ? el("button", { type: "button", onclick: () => sort(column) }, column.title, el("span", { class: "route-arrow", "aria-hidden": "true" }))
      : el("span", { class: "visually-hidden" }, column.label)
  ));
  const head = el("thead", null, el("tr", null, heads));
  const element = el("table", { class: "table routes" }, el("caption", { class: "visually-hidden" }, "Routes"), head);

  function sort(column) {
    const now = sortOf(context.query);
    const order = now.key === column.key ? (now.order === "asc" ? "desc" : "asc") : column.order ?? "desc";
    context.setQuery({ sort: column.key, order });
    onSort();
  }

  function mark() {
    const { key, order } = sortOf(context.query);
    for (const [index, column] of COLUMNS.entries()) {
      const isSorted = column.key !== null && column.key === key;
      if (isSorted) heads[index].setAttribute("aria-sort", order === "asc" ? "ascending" : "descending");
      else heads[index].removeAttribute("aria-sort");
      const arrow = heads[index].querySelector(".route-arrow");
      if (arrow) arrow.textContent = isSorted ? (order === "asc" ? "↑" : "↓") : "";
    }
  }

  return { element, mark };
}
