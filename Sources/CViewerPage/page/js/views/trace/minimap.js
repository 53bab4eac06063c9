// The whole trace in little: a line for each span, the errors and hits, and the part that is in sight. Dragging chooses a time.
import { el } from "../../dom.js";
import { serviceIndex } from "../../service.js";

const HEIGHT = 56;

export function minimap(state, { onzoom, onscroll }) {
  const canvas = el("canvas", { class: "minimap-canvas", "aria-hidden": "true" });
  const view = el("div", { class: "minimap-view" });
  const left = el("div", { class: "minimap-shade" });
  const right = el("div", { class: "minimap-shade" });
  const element = el("div", { class: "minimap", title: "Drag to zoom, click to go there, double-click for all" }, canvas, left, right, view);
  let trace = null;
  let rows = { first: 0, last: 1 };
  let anchor = null;

  function show(next) {
    trace = next;
    draw();
  }

  function draw() {
    const width = element.clientWidth;
    if (!trace || width === 0) return;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(HEIGHT * ratio);
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const colours = paletteOf(element);
    const seen = trace.visible;
    const scale = width / (trace.last - trace.first);
    const step = Math.min(4, (HEIGHT - 2) / Math.max(1, seen.length));
    const line = Math.max(1, step - (step > 2 ? 1 : 0));
    const classes = trace.services.map((name) => serviceIndex(name));
    for (let index = 0; index < seen.length; index += 1) {
      const row = seen[index];
      context.fillStyle = colours.services[classes[trace.service[row]] ?? 0];
      context.fillRect((trace.start[row] - trace.first) * scale, 1 + index * step, Math.max(1, trace.duration[row] * scale), line);
    }
    context.fillStyle = colours.error;
    for (const row of trace.errors) {
      if (trace.indexes[row] < 0) continue;
      context.fillRect((trace.start[row] - trace.first) * scale - 1, 1 + trace.indexes[row] * step - 0.5, Math.max(3, trace.duration[row] * scale), Math.max(2, line));
    }
    if (state.hits) {
      context.fillStyle = colours.hit;
      for (const row of state.hits) {
        if (trace.indexes[row] >= 0) context.fillRect(width - 5, trace.indexes[row] * step, 5, Math.max(2, line));
      }
    }
    place();
  }

  function place() {
    if (!trace) return;
    const span = trace.last - trace.first;
    const from = ((state.from - trace.first) / span) * 100;
    const to = ((state.to - trace.first) / span) * 100;
    left.style.width = `${Math.max(0, from)}%`;
    right.style.width = `${Math.max(0, 100 - to)}%`;
    left.classList.toggle("is-none", from <= 0);
    right.classList.toggle("is-none", to >= 100);
    view.classList.toggle("is-all", rows.last - rows.first >= trace.visible.length);
    const step = Math.min(4, (HEIGHT - 2) / Math.max(1, trace.visible.length));
    view.style.left = `${from}%`;
    view.style.width = `${to - from}%`;
    view.style.top = `${Math.min(HEIGHT - 4, rows.first * step)}px`;
    view.style.height = `${Math.max(4, Math.min(HEIGHT - rows.first * step, (rows.last - rows.first) * step))}px`;
  }

  const point = (event) => {
    const box = element.getBoundingClientRect();
    return { x: Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)), y: event.clientY - box.top };
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !trace) return;
    anchor = point(event);
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (!anchor) return;
    const now = point(event);
    if (Math.abs(now.x - anchor.x) < 0.01) return;
    const span = trace.last - trace.first;
    onzoom(trace.first + Math.min(anchor.x, now.x) * span, trace.first + Math.max(anchor.x, now.x) * span);
  });
  element.addEventListener("pointerup", (event) => {
    if (!anchor) return;
    const now = point(event);
    if (Math.abs(now.x - anchor.x) < 0.01) {
      const step = Math.min(4, (HEIGHT - 2) / Math.max(1, trace.visible.length));
      onscroll(Math.min(trace.visible.length - 1, Math.floor(now.y / step)));
    }
    anchor = null;
  });
  element.addEventListener("pointercancel", () => { anchor = null; });
  element.addEventListener("dblclick", () => onzoom());
  const observer = new ResizeObserver(draw);
  observer.observe(element);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", draw);
  const themes = new MutationObserver(draw);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

  return {
    element,
    show,
    draw,
    place,
    setRows(next) {
      rows = next;
      place();
    },
    end() {
      observer.disconnect();
      themes.disconnect();
      dark.removeEventListener("change", draw);
    }
  };
}

/** The colours as the theme has them now: a canvas knows no names. */
function paletteOf(element) {
  const probe = element.appendChild(el("span", { hidden: true }));
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const found = { services: Array.from({ length: 12 }, (_, index) => colour(`--service-${index}`)), error: colour("--error"), hit: colour("--warning") };
  probe.remove();
  return found;
}
