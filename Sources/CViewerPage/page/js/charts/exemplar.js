import { el } from "../dom.js";

/**
 * A dot over the plot that leads to a trace: HTML, as a link must be reachable by keyboard, which the inside of an image is not.
 * Null where it is out of sight.
 */
export function exemplar({ time, href, text }, { x, left, width }, top) {
  const position = x(time);
  if (position < left - 1 || position > left + width + 1) return null;
  const dot = el("a", { class: "chart-exemplar", href, "aria-label": text, title: text });
  dot.style.left = `${position}px`;
  dot.style.top = `${top}px`;
  return dot;
}
