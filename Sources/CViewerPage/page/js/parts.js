// Small parts that views are made of.
import { el, svg, append, visible } from "./dom.js";
import { duration, exactTime, time } from "./format.js";

/** What a view shows when there is nothing, and what to do about it. `command` is one or more lines of a shell. */
export function empty(title, text, command) {
  return el("div", { class: "empty" },
    svg("svg", { viewBox: "0 0 120 56", "aria-hidden": "true" },
      svg("path", { d: "M4 8h70M26 22h40M26 36h78M60 50h30" }),
      svg("path", { class: "line", d: "M26 8v28M60 36v14" })),
    el("h2", null, title),
    text ? el("p", null, text) : null,
    command ? el("pre", { tabindex: "0" }, command) : null);
}

/** What a view shows when the viewer could not answer. */
export function failure(error, again) {
  return el("div", { class: "notice error", role: "alert" },
    el("span", null, visible(error.message)),
    again ? el("button", { class: "button small", type: "button", onclick: again }, "Try again") : null);
}

export function badge(text, tone) {
  return el("span", { class: tone ? `badge ${tone}` : "badge" }, visible(text));
}

/** The head of a view. */
export function heading(title, note) {
  return el("header", { class: "view-header" }, el("h1", null, title), note ? el("p", null, note) : null);
}

/** A table: `columns` are `{title, number?, fold?, sort?}`, `rows` are arrays of children; `fold` leaves a column out on narrow screens. */
export function table(caption, columns, rows, { onsort, sorted } = {}) {
  const head = columns.map((column) => {
    const isSorted = sorted && sorted.key === column.sort;
    const title = column.sort && onsort
      ? el("button", { type: "button", onclick: () => onsort(column.sort) }, column.title, isSorted ? (sorted.order === "asc" ? " ↑" : " ↓") : "")
      : column.title;
    return el("th", { scope: "col", class: classes(column), "aria-sort": isSorted ? (sorted.order === "asc" ? "ascending" : "descending") : null }, title);
  });
  const body = rows.map((row) => el("tr", null, row.map((cell, index) => el("td", { class: classes(columns[index]) }, cell))));
  return el("table", { class: "table" }, el("caption", { class: "visually-hidden" }, caption), el("thead", null, el("tr", null, head)), el("tbody", null, body));
}

function classes(column) {
  const names = [column.number ? "number" : "", column.fold ? "fold" : ""].filter(Boolean);
  return names.length ? names.join(" ") : null;
}

/** A link to a trace, or to one span of it. `span` is a span's id. */
export function traceLink(trace, span, ...children) {
  const query = span ? `?span=${encodeURIComponent(span)}` : "";
  return el("a", { href: `/traces/${encodeURIComponent(trace)}${query}` }, children.length ? children : [el("code", null, String(trace).slice(0, 8))]);
}

export function timeElement(value) {
  return el("time", { title: exactTime(value), class: "nowrap" }, time(value));
}

export function durationText(nanoseconds) {
  return el("span", { class: "number", title: typeof nanoseconds === "number" ? `${nanoseconds} ns` : null }, duration(nanoseconds));
}

/** A button that copies what `text` returns. */
export function copyButton(label, text) {
  const button = el("button", { class: "button quiet icon small copy", type: "button", "aria-label": label, title: label, onclick: copy }, copyIcon());
  async function copy(event) {
    event.stopPropagation();
    try {
      await navigator.clipboard.writeText(text());
      button.classList.add("is-good");
      setTimeout(() => button.classList.remove("is-good"), 900);
    } catch {
      button.classList.add("is-error");
    }
  }
  return button;
}

function copyIcon() {
  return svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: "M5.5 5.5h7v8h-7zM3.5 10.5v-8h7" }));
}

/** Puts a view's children into an element that has its margins. */
export function view(...children) {
  const element = el("div", { class: "view" });
  append(element, children);
  return element;
}
