import { el, foreign, replace } from "../../dom.js";
import { colourClass } from "../../charts.js";
import { value as valueText } from "../../format.js";

const SHOWN_AT_FIRST = 8;

/** A series' attributes as a name: "GET · /orders · 200". */
export function seriesKey(series) {
  return JSON.stringify(series.attributes ?? []);
}

/**
 * The series of a metric with their attributes and last value; each is a switch. At first the eight largest are shown.
 * `onChange(shown)` is called with those that are switched on.
 */
export class SeriesList {
  constructor(onChange) {
    this.onChange = onChange;
    this.off = null;
    this.colours = new Map();
    this.filter = el("input", { class: "field", type: "search", placeholder: "Filter series", "aria-label": "Filter series", oninput: () => this.draw() });
    this.list = el("ul", { class: "series-list" });
    this.all = el("button", { class: "button small quiet", type: "button", onclick: () => this.setAll(true) }, "All");
    this.none = el("button", { class: "button small quiet", type: "button", onclick: () => this.setAll(false) }, "None");
    this.element = el("section", { class: "series", "aria-label": "Series" },
      el("header", { class: "series-head" }, el("h3", null, "Series"), this.all, this.none, this.filter), this.list);
  }

  /** `lastOf(series)` is a number, `format` writes it. */
  update(series, lastOf, format) {
    this.lastOf = lastOf;
    this.format = format;
    const sizes = [...series].sort((a, b) => (lastOf(b) ?? -Infinity) - (lastOf(a) ?? -Infinity)).map(seriesKey);
    if (!this.off) this.off = new Set(sizes.slice(SHOWN_AT_FIRST));
    // A colour is given once: series that come later do not repaint those that are there.
    for (const key of sizes) if (!this.colours.has(key)) this.colours.set(key, colourClass(this.colours.size % 16));
    // The largest first, as they were at first: a list that is sorted anew with each refresh cannot be clicked.
    const places = [...this.colours.keys()];
    this.series = [...series].sort((a, b) => places.indexOf(seriesKey(a)) - places.indexOf(seriesKey(b)));
    this.element.hidden = series.length < 2;
    this.filter.hidden = series.length <= 12;
    this.draw();
  }

  shown() {
    return this.series.filter((one) => !this.off.has(seriesKey(one)));
  }

  colour(one) {
    return this.colours.get(seriesKey(one)) ?? colourClass(0);
  }

  setAll(isOn) {
    this.off = new Set(isOn ? [] : this.series.map(seriesKey));
    this.draw();
    this.onChange();
  }

  toggle(key) {
    if (!this.off.delete(key)) this.off.add(key);
    this.draw();
    this.onChange();
  }

  draw() {
    const wanted = this.filter.value.trim().toLowerCase();
    const shown = this.series.filter((one) => seriesKey(one).toLowerCase().includes(wanted));
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    replace(this.list, shown.map((one) => this.item(one)));
    if (focused) [...this.list.querySelectorAll("button")].find((button) => button.dataset.key === focused)?.focus({ preventScroll: true });
  }

  item(one) {
    const key = seriesKey(one);
    const last = this.lastOf(one);
    return el("li", null, el("button", { class: "series-item", type: "button", "aria-pressed": String(!this.off.has(key)), data: { key }, onclick: () => this.toggle(key) },
      el("span", { class: `chart-key ${this.colour(one)}`, "aria-hidden": "true" }),
      el("span", { class: "series-attributes" }, one.attributes?.length
        ? one.attributes.map((attribute) => el("span", { class: "series-attribute" }, el("span", { class: "muted" }, foreign(attribute.key), "="), foreign(valueText(attribute.value))))
        : el("span", { class: "muted" }, "no attributes")),
      el("span", { class: "number" }, Number.isFinite(last) ? this.format(last) : "–")));
  }
}

/** The name of a series in a chart: its values, or with their keys where that is all. */
export function seriesName(one) {
  if (!one.attributes?.length) return "no attributes";
  return one.attributes.map((attribute) => valueText(attribute.value)).join(" · ");
}
