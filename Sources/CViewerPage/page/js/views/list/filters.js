// What narrows the list without being typed: quick filters, routes that are hidden, filters that were saved, and the time.
import { el, replace, visible } from "../../dom.js";
import { menuButton } from "../../menu.js";
import { adding, beginning, has, removing, term } from "../../query.js";
import { load, save } from "../../storage.js";

const SLOWER = ["10ms", "100ms", "500ms", "1s", "5s"];
const SLOW = "trace.duration>";

export const RANGES = [["", "All time"], ["5m", "Last 5 minutes"], ["15m", "Last 15 minutes"], ["1h", "Last hour"], ["6h", "Last 6 hours"], ["24h", "Last day"], ["7d", "Last 7 days"]];

/** When a range such as "15m" begins, as a time of the API. */
export function rangeStart(range) {
  const match = /^(\d+)([mhd])$/.exec(range ?? "");
  if (!match) return null;
  const minutes = Number(match[1]) * { m: 1, h: 60, d: 1440 }[match[2]];
  return `${BigInt(Date.now() - minutes * 60000) * 1000000n}`;
}

/** The row of chips. `get()` is the search as it stands, `set(text)` makes another one. */
export function filterChips({ get, set, changed }) {
  const element = el("div", { class: "quick-filters", role: "group", "aria-label": "Quick filters" });

  function draw() {
    const text = get();
    const slow = beginning(text, SLOW);
    replace(element,
      toggle("Errors only", "trace.errors>0"),
      menuButton({ class: "chip", "aria-pressed": String(Boolean(slow)) }, slow ? `Slower than ${slow.slice(SLOW.length)}` : "Slower than …", () => [
        ...SLOWER.map((limit) => ({ text: `Slower than ${limit}`, run: () => set(adding(slow ? removing(get(), slow) : get(), SLOW + limit)) })),
        slow ? { text: "Of any duration", run: () => set(removing(get(), slow)) } : null
      ]),
      toggle("More than one span", "trace.spans>1"),
      hidden(),
      saved());
  }

  function toggle(label, wanted) {
    const isOn = has(get(), wanted);
    return el("button", { class: "chip", type: "button", "aria-pressed": String(isOn), onclick: () => set(isOn ? removing(get(), wanted) : adding(get(), wanted)) }, label);
  }

  function hidden() {
    const names = hiddenRoots();
    if (names.length === 0) return null;
    return menuButton({ class: "chip", "aria-pressed": "true" }, `${names.length} hidden`, () => [
      ...names.map((name) => ({ text: `Show ${visible(name)} again`, run: () => { show(name); draw(); changed(); } })),
      names.length > 1 ? { text: "Show all again", run: () => { save("hidden", []); draw(); changed(); } } : null
    ]);
  }

  function saved() {
    const filters = savedFilters();
    const text = get();
    const known = filters.includes(text);
    return [
      filters.length > 0 ? el("span", { class: "quick-filters-gap" }) : null,
      filters.map((filter) => el("button", { class: "chip saved", type: "button", "aria-pressed": String(filter === text), title: visible(filter), onclick: () => set(filter === get() ? "" : filter) },
        el("span", { class: "ellipsis" }, visible(filter)))),
      text && !known ? el("button", { class: "chip", type: "button", onclick: () => { save("filters", [...filters, text].slice(-20)); draw(); } }, "Save this filter") : null,
      text && known ? el("button", { class: "chip", type: "button", onclick: () => { save("filters", filters.filter((item) => item !== text)); draw(); } }, "Forget this filter") : null
    ];
  }

  draw();
  return { element, draw };
}

export function hiddenRoots() {
  return strings(load("hidden", []));
}

export function hide(name) {
  save("hidden", [...hiddenRoots().filter((item) => item !== name), name].slice(-50));
}

function show(name) {
  save("hidden", hiddenRoots().filter((item) => item !== name));
}

/** What is asked of the viewer: the search, without the roots that are hidden. */
export function effectiveQuery(text) {
  return hiddenRoots().reduce((query, name) => adding(query, `-${term("root", "=", name)}`), text);
}

function savedFilters() {
  return strings(load("filters", []));
}

function strings(value) {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
