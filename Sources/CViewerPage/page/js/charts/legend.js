import { el, visible } from "../dom.js";

/**
 * The names of the series: switches that hide them, where a double click leaves one alone, or just their names.
 * Where there is only one series there is nothing to tell apart, and nothing is shown.
 */
export class Legend {
  constructor(onChange) {
    this.hidden = new Set();
    this.onChange = onChange;
    this.element = el("div", { class: "chart-legend", role: "group", "aria-label": "Series" });
  }

  /** `kind` is "switch", "key" or "none". */
  update(series, kind = "switch") {
    this.element.hidden = series.length < 2 || kind === "none";
    const names = series.map((one) => `${one.name}\u0000${one.className}`).join("\u0001") + kind;
    // The buttons stay as they are while the series do, so that the focus stays on them.
    if (names !== this.names) {
      this.names = names;
      this.series = series;
      this.element.replaceChildren(...series.map((one) => (kind === "switch" ? this.button(one) : key(one))));
    }
    if (kind === "switch") this.mark();
  }

  mark() {
    for (const [index, one] of this.series.entries()) {
      this.element.children[index].setAttribute("aria-pressed", String(!this.hidden.has(one.name)));
    }
  }

  button(one) {
    const button = el(
      "button",
      { type: "button", class: "chart-legend-item", title: `${visible(one.name)} (double click: alone)` },
      ...content(one)
    );
    button.addEventListener("click", () => this.toggle(one.name));
    button.addEventListener("dblclick", () => this.only(one.name));
    return button;
  }

  toggle(name) {
    if (!this.hidden.delete(name)) this.hidden.add(name);
    this.onChange();
  }

  only(name) {
    const alone = this.series.every((one) => one.name === name || this.hidden.has(one.name));
    this.hidden = new Set(alone ? [] : this.series.map((one) => one.name).filter((other) => other !== name));
    this.onChange();
  }
}

function key(one) {
  return el("span", { class: "chart-legend-item is-key" }, ...content(one));
}

function content(one) {
  return [
    el("span", { class: `chart-key ${one.className}`, "aria-hidden": "true" }),
    el("span", { class: "chart-legend-name" }, visible(one.name))
  ];
}
