import { el, svg } from "../dom.js";
import { dataTable } from "./data-table.js";
import { Crosshair } from "./crosshair.js";
import { linear, timeLabel, timeTicks } from "./scale.js";

const TOP = 8;
const RIGHT = 14;
const BOTTOM = 22;
const CHARACTER = 6.4;

/**
 * The frame of every chart over time: title, axes, crosshair, and the same numbers as a table.
 *
 * What it shows is its content, replaced with each update:
 * - `domain`: first and last moment in milliseconds; `times`: the moments at which something was measured
 * - `scaleY(height)`: `{ y, ticks: [{ position, label }] }`, positions in pixels from the top of the plot
 * - `draw(plot)`: SVG nodes; `overlay(plot)`: HTML nodes over them, such as links
 * - `read(time, y)`: `[{ name, className, text }]` for the tooltip
 * - `table()`: `{ columns, rows }`; `summary`: the chart in a sentence; `empty`: what to say instead of an empty plot
 */
export class Plot {
  constructor({ title, note = "", height = 200, head = [], quiet = false }) {
    this.height = height;
    this.content = null;
    this.svg = svg("svg", { class: "chart-svg", role: "img", focusable: "false" });
    // Its height is said here, and its width by its place, never by the drawing: that would hold a shrinking page open.
    this.overlay = el("div", { class: "chart-overlay" });
    this.place = el("div", { class: "chart-plot", tabindex: "0", role: "group" }, this.svg, this.overlay);
    this.place.style.height = `${height}px`;
    this.crosshair = new Crosshair(this);
    this.place.append(...this.crosshair.elements);
    this.table = dataTable(() => this.content?.table() ?? { columns: [], rows: [] }, title);
    this.note = el("span", { class: "chart-note" }, note);
    this.element = el(
      "figure",
      { class: "chart" },
      el("figcaption", { class: quiet ? "chart-head visually-hidden" : "chart-head" },
        el("span", { class: "chart-title" }, title), this.note, ...head),
      this.place,
      this.table.element
    );
    this.title = title;
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(this.place);
  }

  update(content) {
    this.content = content;
    this.render();
    this.table.refresh();
  }

  destroy() {
    this.observer.disconnect();
  }

  resized() {
    if (this.place.clientWidth !== this.width) this.render();
  }

  render() {
    const { content } = this;
    this.width = this.place.clientWidth;
    if (!content || this.width < 40) return;
    const height = this.height - TOP - BOTTOM;
    const vertical = content.scaleY(height);
    for (const tick of vertical.ticks) tick.label = short(tick.label);
    const labels = vertical.ticks.map((tick) => tick.label.length);
    const left = Math.min(this.width / 3, Math.max(28, Math.max(0, ...labels) * CHARACTER + 10));
    const width = this.width - left - RIGHT;
    const x = linear(content.domain, [left, left + width]);
    const y = vertical.y ? (value) => TOP + vertical.y(value) : null;
    this.area = { x, y, left, top: TOP, width, height };

    setAttributes(this.svg, { width: this.width, height: this.height, viewBox: `0 0 ${this.width} ${this.height}` });
    this.svg.setAttribute("aria-label", `${this.title}. ${content.empty ?? content.summary}`);
    this.place.setAttribute("aria-label", `${this.title}. Left and right arrow keys read the values.`);
    this.place.classList.toggle("is-empty", Boolean(content.empty));
    this.svg.replaceChildren(
      ...this.axes(vertical, content.domain),
      ...(content.empty ? [this.emptyText(content.empty)] : content.draw(this.area))
    );
    this.overlay.replaceChildren(...(content.empty ? [] : content.overlay?.(this.area) ?? []));
    this.crosshair.redraw();
  }

  axes(vertical, domain) {
    const { left, width, height, x } = this.area;
    const grid = vertical.ticks.flatMap(({ position, label }) => [
      svg("line", { class: "chart-grid", x1: left, x2: left + width, y1: TOP + position, y2: TOP + position }),
      svg("text", { class: "chart-tick", x: left - 6, y: TOP + position, dy: "0.32em", "text-anchor": "end" }, label)
    ]);
    const moments = timeTicks(domain, Math.max(2, Math.floor(width / 110)));
    const times = moments.flatMap((time) => [
      svg("line", { class: "chart-grid-tick", x1: x(time), x2: x(time), y1: TOP + height, y2: TOP + height + 4 }),
      svg("text", { class: "chart-tick", x: x(time), y: TOP + height + 16, "text-anchor": "middle" }, timeLabel(time, domain))
    ]);
    const base = svg("line", { class: "chart-base", x1: left, x2: left + width, y1: TOP + height, y2: TOP + height });
    return [...grid, base, ...times];
  }

  emptyText(text) {
    const { left, width, height } = this.area;
    return svg("text", { class: "chart-empty", x: left + width / 2, y: TOP + height / 2, "text-anchor": "middle" }, text);
  }
}

/** "20 ms" for "20.0 ms": a tick is a round number. */
function short(label) {
  return label.replace(/(\.\d*?)0+(?=\s|$)/, "$1").replace(/\.(?=\s|$)/, "");
}

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}
