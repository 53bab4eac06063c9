import { count, duration, percent } from "../../format.js";

/** Kinds of nodes in words. */
export const KINDS = { service: "Service", database: "Database", messaging: "Queue", external: "External" };

export function kindOf(node) {
  return Object.hasOwn(KINDS, node.kind) ? node.kind : "external";
}

export function share(item) {
  return item.count > 0 ? item.errors / item.count : 0;
}

/** From one in a hundred on, errors colour what they are of; fewer are only said. */
export function isTroubled(item) {
  return share(item) >= 0.01;
}

/** "2 100 calls, 0.9 % of them in error, p95 14.0 ms". */
export function sentence(item) {
  const errors = item.errors > 0 ? `, ${percent(share(item))} of them in error` : "";
  return `${count(item.count)} ${item.count === 1 ? "call" : "calls"}${errors}, p95 ${duration(item.p95)}`;
}
