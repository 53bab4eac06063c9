import { el, visible } from "../dom.js";
import { clockTime } from "./scale.js";

/** A line at one moment and the values of that moment, for the pointer and for the arrow keys. */
export class Crosshair {
  constructor(plot) {
    this.plot = plot;
    this.time = null;
    this.line = el("div", { class: "chart-crosshair", hidden: true });
    this.tip = el("div", { class: "chart-tip", hidden: true });
    this.live = el("div", { class: "visually-hidden", "aria-live": "polite" });
    this.elements = [this.line, this.tip, this.live];

    const { place } = plot;
    place.addEventListener("pointermove", (event) => this.follow(event));
    place.addEventListener("pointerdown", (event) => this.follow(event));
    place.addEventListener("pointerleave", () => this.hide());
    place.addEventListener("keydown", (event) => this.step(event));
    place.addEventListener("blur", () => this.hide());
  }

  follow(event) {
    const { area, content } = this.plot;
    if (!area || !content || content.empty) return;
    const box = this.plot.place.getBoundingClientRect();
    this.pixelY = event.clientY - box.top - area.top;
    this.show(nearest(content.times, area.x.invert(event.clientX - box.left)));
  }

  step(event) {
    const { content } = this.plot;
    if (event.target !== this.plot.place || !content || content.empty) return;
    const { times } = content;
    const index = this.time === null ? times.length : times.indexOf(nearest(times, this.time));
    const next = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: times.length - 1 }[event.key];
    if (event.key === "Escape") this.hide();
    if (next === undefined) return;
    event.preventDefault();
    this.pixelY = null;
    this.show(times[Math.min(times.length - 1, Math.max(0, next))]);
    this.live.textContent = this.words();
  }

  show(time) {
    this.time = time ?? null;
    this.redraw();
  }

  hide() {
    this.time = null;
    this.line.hidden = true;
    this.tip.hidden = true;
  }

  words() {
    const rows = this.plot.content.read(this.time, this.pixelY);
    return `${clockTime(this.time)}: ${rows.map((row) => `${row.name} ${row.text}`).join(", ")}`;
  }

  /** After an update the crosshair stays at its moment. */
  redraw() {
    const { area, content } = this.plot;
    if (this.time === null || !area || !content || content.empty) return this.hide();
    const left = area.x(this.time);
    if (left < area.left - 1 || left > area.left + area.width + 1) return this.hide();
    this.line.hidden = false;
    this.line.style.left = `${left}px`;
    this.line.style.top = `${area.top}px`;
    this.line.style.height = `${area.height}px`;
    this.tip.replaceChildren(
      el("div", { class: "chart-tip-time" }, clockTime(this.time)),
      ...content.read(this.time, this.pixelY).map((row) => el(
        "div",
        { class: "chart-tip-row" },
        el("span", { class: `chart-key ${row.className}`, "aria-hidden": "true" }),
        el("span", { class: "chart-tip-name" }, visible(row.name)),
        el("span", { class: "chart-tip-value" }, row.text)
      ))
    );
    this.tip.hidden = false;
    const room = this.plot.width - left;
    const width = this.tip.offsetWidth;
    this.tip.style.left = `${room > width + 20 ? left + 10 : Math.max(0, left - width - 10)}px`;
  }
}

function nearest(times, time) {
  let best = times[0];
  for (const candidate of times) if (Math.abs(candidate - time) < Math.abs(best - time)) best = candidate;
  return best;
}
