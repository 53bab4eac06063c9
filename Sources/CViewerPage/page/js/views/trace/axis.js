// The time axis above the rows: ticks, and a choice of time by dragging.
import { el, replace } from "../../dom.js";
import { duration } from "../../format.js";

/** `state` has `from` and `to`; `onzoom(from, to)` is called when a time was chosen, with nothing for all of it. */
export function timeAxis(state, { onzoom }) {
  const ticks = el("div", { class: "axis-ticks", "aria-hidden": "true" });
  const brush = el("div", { class: "axis-brush", hidden: true });
  const element = el("div", { class: "axis", title: "Drag to zoom, double-click for all" }, ticks, brush);
  let anchor = null;

  function draw() {
    const width = element.clientWidth;
    const span = state.to - state.from;
    const step = niceStep(span / Math.max(2, Math.floor(width / 90)));
    const marks = [];
    for (let at = Math.ceil(state.from / step) * step; at <= state.to && marks.length < 60; at += step) {
      const share = ((at - state.from) / span) * 100;
      marks.push(el("span", { class: share > 92 ? "tick last" : "tick", vars: { "left": `${share}%` } }, duration(Math.abs(at) < step / 1000 ? 0 : at)));
    }
    replace(ticks, marks);
    const chart = element.closest(".waterfall");
    chart?.style.setProperty("--tick", `${(step / span) * 100}%`);
    chart?.style.setProperty("--tick-offset", `${((Math.ceil(state.from / step) * step - state.from) / span) * 100}%`);
  }

  const share = (event) => {
    const place = element.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - place.left) / place.width));
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    anchor = share(event);
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (anchor === null) return;
    const now = share(event);
    brush.hidden = false;
    brush.style.left = `${Math.min(anchor, now) * 100}%`;
    brush.style.width = `${Math.abs(now - anchor) * 100}%`;
  });
  element.addEventListener("pointerup", (event) => {
    if (anchor === null) return;
    const edges = [anchor, share(event)].sort((a, b) => a - b);
    anchor = null;
    brush.hidden = true;
    if (edges[1] - edges[0] < 0.01) return;
    const span = state.to - state.from;
    onzoom(state.from + edges[0] * span, state.from + edges[1] * span);
  });
  element.addEventListener("pointercancel", () => {
    anchor = null;
    brush.hidden = true;
  });
  element.addEventListener("dblclick", () => onzoom());
  const observer = new ResizeObserver(draw);
  observer.observe(element);
  return { element, draw, end: () => observer.disconnect() };
}

/** 1, 2 or 5 times a power of ten, not below a step. */
export function niceStep(step) {
  const power = 10 ** Math.floor(Math.log10(Math.max(step, 1)));
  return [1, 2, 5, 10].find((factor) => factor * power >= step) * power;
}
