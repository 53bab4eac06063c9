// Services have colours that stay: the same name has the same one in each view, at each visit. The name is always beside it.
import { el, visible } from "./dom.js";

const COLOURS = 12;

/** The class that sets `--service` to the colour of a name. */
export function serviceClass(name) {
  return `service-${serviceIndex(name)}`;
}

/** FNV-1a, folded; with a start at which names that are often seen together differ. */
export function serviceIndex(name) {
  let hash = 0x811d29e5;
  for (const character of new TextEncoder().encode(String(name))) {
    hash = Math.imul(hash ^ character, 0x01000193);
  }
  return ((hash >>> 16) ^ (hash & 0xffff)) % COLOURS;
}

/** A square of its colour, and the name. */
export function service(name) {
  return el("span", { class: `service ${serviceClass(name)}`, title: visible(name) }, el("span", null, visible(name)));
}
