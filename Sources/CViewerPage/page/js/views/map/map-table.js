import { el, foreign } from "../../dom.js";
import { count, duration, percent } from "../../format.js";
import { table } from "../../parts.js";
import { KINDS, kindOf, share } from "./words.js";

/** The same as two tables: who there is, and who calls whom. */
export function mapTable(map) {
  return el("div", { class: "map-tables" },
    el("h2", null, "Who there is"),
    el("div", { class: "table-frame" }, table("Services, databases, queues and others", [{ title: "Name" }, { title: "Kind" }, ...NUMBERS],
      [...map.nodes].sort((a, b) => b.count - a.count).map((node) => [foreign(node.name), el("span", { class: "nowrap" }, KINDS[kindOf(node)]), ...numbers(node)]))),
    el("h2", null, "Who calls whom"),
    el("div", { class: "table-frame" }, edgeTable(map.edges)));
}

const NUMBERS = [{ title: "Calls", number: true, fold: true }, { title: "Errors", number: true }, { title: "p95", number: true }];

export function edgeTable(edges) {
  return table("Calls", [{ title: "From" }, { title: "To" }, { title: "By", fold: true }, ...NUMBERS],
    [...edges].sort((a, b) => b.count - a.count).map((edge) => [foreign(edge.from), foreign(edge.to), foreign(edge.kind), ...numbers(edge)]));
}

function numbers(item) {
  return [count(item.count), item.errors > 0 ? el("span", { class: "is-error" }, `✕ ${percent(share(item))}`) : el("span", { class: "faint" }, "none"), duration(item.p95)];
}
