import { el, foreign } from "../../dom.js";
import { badge } from "../../parts.js";
import { term } from "../../query.js";
import { edgeTable } from "./map-table.js";
import { kindOf, KINDS, sentence } from "./words.js";

/** What is known of the node that is chosen: its numbers, its calls, and where to go on. */
export function nodePanel(node, map, close) {
  const kind = kindOf(node);
  const edges = map.edges.filter((edge) => edge.fromKey === node.key || edge.toKey === node.key);
  return el("section", { class: "panel map-panel", "aria-label": "The node that is chosen" },
    el("header", null,
      el("h2", null, foreign(node.name)), badge(KINDS[kind]),
      el("button", { class: "button quiet small map-close", type: "button", onclick: close }, "Close")),
    el("div", { class: "body" },
      el("p", null, sentence(node), "."),
      el("p", { class: "map-links" }, linksOf(node, kind).map(([text, address]) => el("a", { class: "button small", href: address }, text)))),
    edges.length ? edgeTable(edges) : null);
}

function linksOf(node, kind) {
  const traces = (query) => `/?q=${encodeURIComponent(query)}`;
  if (kind === "service") {
    const query = term("service", "=", node.name);
    return [
      ["Its traces", traces(query)],
      ["Its errors", traces(`${query} status=error`)],
      ["Its routes", `/routes?service=${encodeURIComponent(node.name)}`],
      ["Its log", `/logs?q=${encodeURIComponent(query)}`]
    ];
  }
  if (kind === "messaging") return [["Its jobs", `/jobs?queue=${encodeURIComponent(node.name)}`], ["Traces", traces(term("messaging.destination.name", "=", node.name))]];
  return [["Traces that call it", traces(kind === "database" ? databaseQuery(node.name) : addressQuery(node.name))]];
}

/** A database is called by its system and, where that is known, its namespace. */
function databaseQuery(name) {
  const [system, ...rest] = name.split(" ");
  const namespace = rest.join(" ");
  // What sends by the older conventions has other keys.
  const either = (key, older, value) => `(${term(key, "=", value)} OR ${term(older, "=", value)})`;
  const query = either("db.system.name", "db.system", system);
  return namespace ? `${query} ${either("db.namespace", "db.name", namespace)}` : query;
}

/** "mail.example.com:587" is an address and a port. */
function addressQuery(name) {
  const match = /^(.+):(\d{1,5})$/.exec(name);
  return match ? `${term("server.address", "=", match[1])} ${term("server.port", "=", match[2])}` : term("server.address", "=", name);
}
