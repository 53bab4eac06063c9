// The traces of the list as points: when, and how long (logarithmic). A point leads to its trace; dragging chooses a time.
import { el, replace, svg, visible } from "../../dom.js";
import { duration, milliseconds, time } from "../../format.js";
import { serviceClass } from "../../service.js";

const HEIGHT = 92;
const BOTTOM = 18;
const GUTTER = 58;

export function strip({ onrange }) {
  const drawing = svg("svg", { class: "strip-drawing", role: "group", "aria-label": "Traces by time and duration" });
  const element = el("figure", { class: "strip", hidden: true }, drawing);
  let summaries = [];
  let width = 0;
  let span = null;

  const observer = new ResizeObserver(() => {
    const next = element.clientWidth;
    if (next !== width) draw();
  });
  observer.observe(element);

  function show(next) {
    summaries = next;
    draw();
  }

  function draw() {
    element.hidden = summaries.length < 2;
    width = element.clientWidth;
    if (element.hidden || width < 40) return;
    const times = summaries.map((summary) => milliseconds(summary.start));
    const lengths = summaries.map((summary) => Math.max(1000, summary.duration));
    let from = Math.min(...times);
    let to = Math.max(...times);
    if (to - from < 1000) {
      from -= 500;
      to += 500;
    }
    const low = Math.floor(Math.log10(Math.min(...lengths)));
    const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...lengths))));
    const x = (at) => GUTTER + ((at - from) / (to - from)) * (width - GUTTER - 12);
    const y = (length) => 10 + (1 - (Math.log10(length) - low) / (high - low)) * (HEIGHT - BOTTOM - 16);
    span = { from, to, width };
    const step = Math.max(1, Math.ceil((high - low) / 3));
    const lines = [];
    for (let power = low; power <= high; power += step) {
      const at = y(10 ** power);
      lines.push(svg("line", { class: "strip-line", x1: GUTTER - 4, x2: width, y1: at, y2: at }), svg("text", { class: "strip-label", x: GUTTER - 10, y: at + 3.5, "text-anchor": "end" }, decade(power)));
    }
    drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    replace(drawing, lines,
      svg("text", { class: "strip-label", x: GUTTER - 4, y: HEIGHT - 4 }, time(`${BigInt(Math.round(from)) * 1000000n}`)),
      svg("text", { class: "strip-label", x: width - 8, y: HEIGHT - 4, "text-anchor": "end" }, time(`${BigInt(Math.round(to)) * 1000000n}`)),
      summaries.map((summary, index) => point(summary, x(times[index]), y(lengths[index]))));
  }

  function point(summary, x, y) {
    const text = `${visible(summary.name)}, ${duration(summary.duration)}${summary.errors ? `, ${summary.errors} errors` : ""}`;
    const mark = summary.errors
      ? svg("path", { class: "strip-point failed", d: `M${x - 3.5} ${y - 3.5}l7 7m0-7l-7 7` })
      : svg("circle", { class: `strip-point ${serviceClass(summary.service)}`, cx: x, cy: y, r: 3.5 });
    return svg("a", { href: `/traces/${summary.trace}`, tabindex: "-1", "aria-label": text, data: { trace: summary.trace } },
      svg("title", null, text), svg("circle", { class: "strip-target", cx: x, cy: y, r: 8 }), mark);
  }

  let anchor = null;
  const brush = svg("rect", { class: "strip-brush", y: 0, "pointer-events": "none", height: HEIGHT - BOTTOM });
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button === 0) anchor = event.offsetX;
  });
  drawing.addEventListener("dragstart", (event) => event.preventDefault());
  drawing.addEventListener("pointermove", (event) => {
    if (anchor === null || Math.abs(event.offsetX - anchor) < 6) return;
    // Only now: with a capture from the begin, a click would not reach the point below it.
    drawing.setPointerCapture(event.pointerId);
    brush.setAttribute("x", Math.min(anchor, event.offsetX));
    brush.setAttribute("width", Math.abs(event.offsetX - anchor));
    drawing.append(brush);
  });
  drawing.addEventListener("pointerup", (event) => {
    if (anchor === null) return;
    const edges = [anchor, event.offsetX].sort((a, b) => a - b);
    anchor = null;
    brush.remove();
    if (edges[1] - edges[0] < 6 || !span) return;
    const at = (x) => span.from + ((x - GUTTER) / (span.width - GUTTER - 12)) * (span.to - span.from);
    onrange(`${BigInt(Math.floor(at(edges[0]))) * 1000000n}`, `${BigInt(Math.ceil(at(edges[1]))) * 1000000n}`);
  });
  drawing.addEventListener("pointercancel", () => { anchor = null; brush.remove(); });

  /** Rings the point of a trace, or none. */
  function mark(trace) {
    for (const marked of drawing.querySelectorAll(".is-marked")) marked.classList.remove("is-marked");
    if (trace) drawing.querySelector(`a[data-trace="${CSS.escape(trace)}"]`)?.classList.add("is-marked");
  }

  return { element, show, mark, end: () => observer.disconnect() };
}

/** "10 ms": a power of ten of nanoseconds. */
function decade(power) {
  const unit = Math.min(3, Math.floor(power / 3));
  return `${10 ** (power - unit * 3)} ${["ns", "µs", "ms", "s"][unit]}`;
}
