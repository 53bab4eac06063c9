// A line between two parts that can be moved, by mouse and by arrow keys; the share is remembered.
import { el } from "../../dom.js";
import { load, save } from "../../storage.js";

/** Sets the property `name` of `target` to a share in percent of its width. */
export function divider(label, { target, name, key, least, most, fallback, fromRight = false }) {
  const element = el("div", { class: "divider", role: "separator", "aria-orientation": "vertical", "aria-label": label, "aria-valuemin": least, "aria-valuemax": most, tabindex: "0" });
  let share = Number(load(`width.${key}`, fallback)) || fallback;

  function set(next) {
    share = Math.max(least, Math.min(most, next));
    target.style.setProperty(name, `${share.toFixed(2)}%`);
    element.setAttribute("aria-valuenow", String(Math.round(share)));
  }

  let isMoving = false;
  element.addEventListener("pointerdown", (event) => {
    isMoving = true;
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
    event.stopPropagation();
  });
  element.addEventListener("pointermove", (event) => {
    if (!isMoving) return;
    const box = target.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * 100;
    set(fromRight ? 100 - at : at);
  });
  const end = () => {
    if (isMoving) save(`width.${key}`, share);
    isMoving = false;
  };
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
  element.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
    if (!by) return;
    set(share + (fromRight ? -by : by));
    save(`width.${key}`, share);
    event.preventDefault();
    event.stopPropagation();
  });
  set(share);
  return element;
}
