// The rows of the waterfall. Only those in sight are elements, at most a screenful; they are used again as the reader scrolls.
import { el, visible } from "../../dom.js";
import { duration, kind, plural } from "../../format.js";
import { serviceClass } from "../../service.js";

const BESIDE = 8;
const INDENT_LEVELS = 14;

/**
 * `state` has `from` and `to` (what the time axis shows), `active` (the row with the focus), `selected`, `hits` (a set of rows or null),
 * `marked` (a set of rows or null) and `showsCritical`.
 */
export function rowList(model, state, { onselect, onactive, ontoggle }) {
  const canvas = el("div", { class: "rows-canvas", role: "presentation" });
  const element = el("div", { class: "rows", role: "treegrid", "aria-label": "Spans", "aria-colcount": "3", tabindex: "-1" }, canvas);
  const shown = new Map();
  const spare = [];
  let trace = model;
  let height = 28;
  let frame = 0;

  element.addEventListener("scroll", schedule, { passive: true });
  const observer = new ResizeObserver(() => {
    measure();
    draw();
  });
  observer.observe(element);

  element.addEventListener("click", (event) => {
    const row = rowOf(event.target);
    if (row < 0) return;
    onactive(row);
    if (event.target.closest(".tree-toggle")) ontoggle(row);
    else onselect(row);
  });
  element.addEventListener("focusin", (event) => {
    const row = rowOf(event.target);
    if (row >= 0 && row !== state.active) onactive(row);
  });

  function rowOf(target) {
    const found = target.closest?.(".row");
    return found ? Number(found.dataset.row) : -1;
  }

  function measure() {
    height = parseFloat(getComputedStyle(element).getPropertyValue("--row-height")) || 28;
    element.parentElement?.style.setProperty("--scrollbar", `${element.offsetWidth - element.clientWidth}px`);
  }

  function schedule() {
    if (!frame) frame = requestAnimationFrame(draw);
  }

  function draw() {
    cancelAnimationFrame(frame);
    frame = 0;
    const seen = trace.visible;
    const top = element.scrollTop;
    const first = Math.max(0, Math.floor(top / height) - BESIDE);
    const last = Math.min(seen.length, Math.ceil((top + element.clientHeight) / height) + BESIDE);
    canvas.style.height = `${seen.length * height}px`;
    element.setAttribute("aria-rowcount", String(seen.length));
    const wanted = new Set();
    for (let index = first; index < last; index += 1) wanted.add(seen[index]);
    // The row with the focus stays an element, or the focus would be lost.
    if (state.active >= 0 && trace.indexes[state.active] >= 0) wanted.add(state.active);
    for (const [row, item] of shown) {
      if (wanted.has(row)) continue;
      shown.delete(row);
      spare.push(item);
    }
    for (const row of wanted) {
      let item = shown.get(row);
      if (!item) {
        item = spare.pop() ?? makeRow();
        shown.set(row, item);
        if (!item.element.isConnected) canvas.append(item.element);
        item.element.hidden = false;
      }
      fill(item, row);
    }
    for (const item of spare) item.element.hidden = true;
    element.dispatchEvent(new CustomEvent("window", { detail: { first: top / height, last: (top + element.clientHeight) / height } }));
  }

  function makeRow() {
    const toggle = el("span", { class: "tree-toggle", "aria-hidden": "true" });
    const guides = el("span", { class: "row-guides", "aria-hidden": "true" });
    const mark = el("span", { class: "row-mark", "aria-hidden": "true" });
    const cross = el("span", { class: "row-cross", "aria-hidden": "true" });
    const name = el("bdi", { class: "row-name" });
    const service = el("span", { class: "row-service" });
    const extra = el("span", { class: "row-extra" });
    const length = el("span", { class: "row-duration number", role: "gridcell" });
    const bar = el("span", { class: "bar-span" });
    const dots = el("span", { class: "bar-dots" });
    const time = el("span", { class: "row-time", role: "gridcell" }, bar, dots);
    const element = el("div", { class: "row", role: "row" },
      el("span", { class: "row-head", role: "gridcell" }, guides, toggle, mark, cross, name, service, extra), length, time);
    return { element, toggle, guides, cross, name, service, extra, length, bar, dots, time, row: -1 };
  }

  function fill(item, row) {
    const { element } = item;
    const index = trace.indexes[row];
    if (item.row !== row || item.trace !== trace) {
      item.row = row;
      item.trace = trace;
      element.dataset.row = String(row);
      const depth = trace.depth[row];
      const failed = trace.status[row] === 2;
      const enters = trace.entersService(row);
      element.className = `row ${serviceClass(trace.serviceOf(row))}`;
      element.classList.toggle("failed", failed);
      element.setAttribute("aria-level", String(depth + 1));
      element.setAttribute("aria-setsize", String(trace.siblings(row)));
      element.setAttribute("aria-posinset", String(trace.position[row]));
      element.style.setProperty("--depth", String(Math.min(depth, INDENT_LEVELS)));
      item.cross.textContent = failed ? "✗" : "";
      item.name.textContent = clipped(trace.nameOf(row)) || "(no name)";
      item.service.textContent = enters ? clipped(trace.serviceOf(row)) : "";
      item.extra.textContent = extras(row);
      item.length.textContent = duration(trace.duration[row]);
      item.deep = depth > INDENT_LEVELS ? String(depth) : "";
      item.guides.textContent = item.deep;
      const label = [visible(trace.nameOf(row)).slice(0, 200), visible(trace.serviceOf(row)).slice(0, 100), duration(trace.duration[row]), failed ? "error" : null, kind(trace.kind[row]), ...trace.oddities(row)];
      element.setAttribute("aria-label", label.filter(Boolean).join(", "));
      item.bar.title = `${duration(trace.start[row])} – ${duration(trace.end(row))}`;
    }
    element.style.transform = `translateY(${index * height}px)`;
    element.setAttribute("aria-rowindex", String(index + 1));
    const hasChildren = trace.children[row] > 0;
    const isCollapsed = Boolean(trace.collapsed[row]);
    if (hasChildren) element.setAttribute("aria-expanded", String(!isCollapsed));
    else element.removeAttribute("aria-expanded");
    item.toggle.textContent = hasChildren ? (isCollapsed ? `▸` : "▾") : "";
    const hiddenErrors = isCollapsed ? trace.hiddenErrors(row) : 0;
    item.extra.textContent = [extras(row), isCollapsed ? `+${trace.after[row] - row - 1}` : "", hiddenErrors ? `✗ ${hiddenErrors}` : ""].filter(Boolean).join("  ");
    element.tabIndex = row === state.active ? 0 : -1;
    element.setAttribute("aria-selected", String(row === state.selected));
    element.classList.toggle("is-hit", Boolean(state.hits?.has(row)));
    element.classList.toggle("is-marked", Boolean(state.marked?.has(row)));
    element.classList.toggle("is-critical", state.showsCritical && trace.critical[row] > 0);
    element.classList.toggle("is-beside", state.showsCritical && !(trace.critical[row] > 0));
    place(item, row);
  }

  function place(item, row) {
    const width = state.to - state.from;
    const left = ((trace.start[row] - state.from) / width) * 100;
    const right = ((trace.end(row) - state.from) / width) * 100;
    const isOutside = right < 0 || left > 100;
    item.bar.hidden = isOutside;
    item.time.dataset.outside = isOutside ? (right < 0 ? "before" : "after") : "";
    if (!isOutside) {
      const shownLeft = Math.max(left, -1);
      item.bar.style.left = `${shownLeft}%`;
      item.bar.style.width = `${Math.max(Math.min(right, 101) - shownLeft, 0)}%`;
    }
    const events = trace.events[row];
    const old = item.dots.childElementCount;
    const count = events ? Math.min(events.length, 40) : 0;
    for (let index = old; index > count; index -= 1) item.dots.lastChild.remove();
    for (let index = 0; index < count; index += 1) {
      const dot = item.dots.children[index] ?? item.dots.appendChild(el("span"));
      const at = ((events[index][0] - state.from) / width) * 100;
      dot.className = events[index][1] === 1 ? "dot exception" : "dot";
      dot.hidden = at < 0 || at > 100;
      dot.style.left = `${at}%`;
    }
  }

  function extras(row) {
    const parts = [];
    if (trace.links[row]) parts.push(`↗${trace.links[row] > 1 ? trace.links[row] : ""}`);
    if (trace.logs[row]) parts.push(`≡${trace.logs[row]}`);
    if (trace.flags[row] & ~2) parts.push("⚠");
    return parts.join(" ");
  }

  /** Scrolls so that a row is in sight; to the middle when it was not. */
  function scrollTo(row) {
    const index = trace.indexes[row];
    if (index < 0) return;
    const top = index * height;
    const bottom = top + height;
    if (top >= element.scrollTop && bottom <= element.scrollTop + element.clientHeight) return;
    const margin = height * 2;
    const near = top > element.scrollTop - margin && bottom < element.scrollTop + element.clientHeight + margin;
    if (near) element.scrollTop = top < element.scrollTop ? top - margin : bottom - element.clientHeight + margin;
    else element.scrollTop = top - element.clientHeight / 2;
  }

  measure();
  return {
    element,
    draw,
    schedule,
    scrollTo,
    scrollToIndex(index) { element.scrollTop = index * height - element.clientHeight / 2; },
    focus(row) { shown.get(row)?.element.focus({ preventScroll: true }); },
    pageSize: () => Math.max(1, Math.floor(element.clientHeight / height) - 1),
    show(next) {
      trace = next;
      draw();
    },
    end() {
      observer.disconnect();
      cancelAnimationFrame(frame);
    }
  };
}

function clipped(text) {
  const shown = visible(text.length > 300 ? `${text.slice(0, 300)}…` : text);
  return shown.replace(/\s+/g, " ");
}

/** "21 spans, 2 services": of a trace, for its head. */
export function sizes(trace) {
  return `${plural(trace.size, "span")}, ${plural(trace.services.length, "service")}`;
}
