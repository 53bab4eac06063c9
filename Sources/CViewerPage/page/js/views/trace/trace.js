// One trace: its waterfall, the span that was chosen, and the ways through it.
import { el, replace, visible } from "../../dom.js";
import { get, subscribe } from "../../api.js";
import { ago, count, duration, exactTime, plural, time } from "../../format.js";
import { addKeys } from "../../keys.js";
import { menuButton } from "../../menu.js";
import { badge, copyButton, empty, view } from "../../parts.js";
import { service } from "../../service.js";
import { load, save } from "../../storage.js";
import { timeAxis } from "./axis.js";
import { findingBar } from "./findings.js";
import { finder } from "./finder.js";
import { minimap } from "./minimap.js";
import { Trace } from "./model.js";
import { spanPanel } from "./panel/panel.js";
import { rowList } from "./rows.js";
import { divider } from "./divider.js";

const REFRESHED_BY_ITSELF = 5000;

export async function render(root, { id }, context) {
  const path = `/traces/${encodeURIComponent(id)}`;
  let trace;
  try {
    trace = new Trace(await get(path, null, { signal: context.signal }));
  } catch (error) {
    if (error.status !== 404) throw error;
    const box = empty("This trace is not here", "It may have been pruned to make room, or it has not arrived yet. It is shown as soon as it does.");
    box.append(el("p", null, el("a", { class: "button", href: "/" }, "All traces")));
    root.append(view(el("h1", { class: "visually-hidden" }, "Trace"), box));
    return subscribe((change) => { if (change.traces?.includes(id) || change.more) context.reload(); });
  }

  const state = { from: trace.first, to: trace.last, active: 0, selected: -1, hits: null, marked: null, showsCritical: load("critical", false) === true };
  const rows = rowList(trace, state, { onselect: select, onactive: activate, ontoggle: toggle });
  const axis = timeAxis(state, { onzoom: zoom });
  const map = minimap(state, { onzoom: zoom, onscroll: (index) => rows.scrollToIndex(index) });
  const panel = spanPanel(id, { onclose: () => close(true), onspan: go, signal: context.signal });
  const find = finder(id, state, { model: () => trace, ongo: (row, isTyped) => (isTyped ? visit(row) : go(row)), onchange: (focuses) => { redraw(); if (focuses) rows.focus(state.active); }, signal: context.signal });
  const findings = findingBar(trace, { ongo: showFinding });
  const head = el("header", { class: "trace-head" });
  const critical = el("button", { class: "button small", type: "button", "aria-pressed": String(state.showsCritical), title: "What the duration depends on (c)", onclick: toggleCritical }, "Critical path");
  const all = el("button", { class: "button small", type: "button", hidden: true, title: "The whole time (0)", onclick: () => zoom() }, "Whole time");
  const fresh = el("button", { class: "button small primary", type: "button", hidden: true, onclick: () => read() }, "Show what has arrived");
  const toolbar = el("div", { class: "trace-toolbar" }, find.element, find.failed, critical,
    menuButton({ class: "button small" }, "Depth", () => [
      { text: "Open all", run: () => collapseFrom(Infinity) },
      ...[1, 2, 3, 4, 6, 8].filter((depth) => depth < trace.deepest + 1).map((depth) => ({ text: plural(depth, "level"), run: () => collapseFrom(depth) }))
    ]), all, fresh);
  const columns = el("div", { class: "rows-head" },
    el("span", { class: "rows-head-name", "aria-hidden": "true" }, "Span"), el("span", { class: "rows-head-duration number", "aria-hidden": "true" }, "Duration"), axis.element);
  const waterfall = el("section", { class: "waterfall", "aria-label": "Waterfall" }, map.element, columns, rows.element);
  columns.append(divider("Width of the names", { target: waterfall, name: "--name-width", key: "names", least: 18, most: 70, fallback: 40 }));
  const body = el("div", { class: "trace-body" }, waterfall, panel.element);
  panel.element.append(divider("Width of the span", { target: body, name: "--panel-width", key: "panel", least: 22, most: 65, fallback: 34, fromRight: true }));
  root.append(el("div", { class: "trace" }, head, findings.element, toolbar, body));
  drawHead();
  map.show(trace);
  rows.element.addEventListener("window", (event) => map.setRows(event.detail));
  axis.draw();
  rows.draw();
  performance.mark("waterfall");

  function drawHead() {
    const summary = trace.summary;
    context.title(visible(summary.name));
    replace(head,
      el("div", { class: "trace-title" },
        el("a", { class: "button quiet icon", href: "/", "aria-label": "All traces", title: "All traces" }, "←"),
        el("h1", { class: "foreign ellipsis" }, visible(summary.name) || "(no name)"),
        typeof summary.status === "number" ? badge(String(summary.status), summary.status >= 500 ? "error" : summary.status >= 400 ? "warning" : "good") : null,
        summary.errors ? badge(`✗ ${plural(summary.errors, "error")}`, "error") : null,
        summary.complete ? null : badge("incomplete", "warning"),
        el("span", { class: "trace-actions" },
          el("a", { class: "button small", href: `/compare/${id}` }, "Compare"),
          menuButton({ class: "button small icon", "aria-label": "More of this trace" }, "⋯", [
            { text: "Download as OTLP JSON", href: `/api${path}/otlp`, download: `trace-${id}.json` },
            { text: "Log lines of this trace", href: `/logs?q=trace=${id}` },
            { text: "Traces with the same root", href: `/?q=${encodeURIComponent(`root="${summary.name.replace(/(["\\])/g, "\\$1")}"`)}` }
          ]))),
      el("div", { class: "trace-facts" },
        el("strong", { class: "number" }, duration(summary.duration)),
        el("span", null, plural(trace.size, "span")),
        trace.truncated ? badge(`${count(trace.truncated)} more are not shown`, "warning") : null,
        summary.logs ? el("span", null, plural(summary.logs, "log line")) : null,
        summary.roots > 1 ? el("span", null, plural(summary.roots, "root")) : null,
        el("time", { title: exactTime(summary.start) }, `${time(summary.start)}, ${ago(summary.start)}`),
        el("span", { class: "trace-id" }, el("code", null, id), copyButton("Copy the trace's id", () => id)),
        el("span", { class: "trace-services" }, summary.services.slice(0, 12).map((item) => service(item.name)))));
  }

  function redraw() {
    map.draw();
    rows.draw();
  }

  function activate(row) {
    state.active = row;
    rows.draw();
    find.draw();
  }

  /** To a row, without opening it. */
  function visit(row) {
    if (trace.reveal(row)) map.draw();
    state.active = row;
    rows.scrollTo(row);
    rows.draw();
    intoSight(row);
    find.draw();
  }

  /** To a row, with the focus, opening the panel when it is open or the row was asked for. */
  function go(row) {
    visit(row);
    rows.focus(row);
    if (!panel.element.hidden) select(row);
  }

  /** Zooms out as far as it takes to see a span's time. */
  function intoSight(row) {
    if (trace.end(row) < state.from || trace.start[row] > state.to) zoom(Math.min(state.from, trace.start[row]), Math.max(state.to, trace.end(row)));
  }

  function select(row) {
    state.selected = row;
    state.active = row;
    panel.show(trace, row);
    context.setQuery({ span: trace.ids[row] });
    rows.draw();
    rows.scrollTo(row);
  }

  function close(focuses) {
    state.selected = -1;
    panel.hide();
    context.setQuery({ span: null });
    rows.draw();
    if (focuses) rows.focus(state.active);
  }

  function toggle(row) {
    trace.setCollapsed(row, !trace.collapsed[row]);
    redraw();
  }

  function collapseFrom(depth) {
    trace.collapseFrom(depth);
    let row = state.active;
    while (row >= 0 && trace.indexes[row] < 0) row = trace.parent[row];
    state.active = Math.max(0, row);
    redraw();
    rows.scrollTo(state.active);
  }

  function zoom(from = trace.first, to = trace.last) {
    const least = Math.max((trace.last - trace.first) / 1e6, 100);
    const middle = (from + to) / 2;
    state.from = Math.max(trace.first, to - from < least ? middle - least / 2 : from);
    state.to = Math.min(trace.last, Math.max(state.from + least, to));
    all.hidden = state.from <= trace.first && state.to >= trace.last;
    axis.draw();
    map.place();
    rows.schedule();
  }

  function scale(factor, at = null) {
    const span = state.to - state.from;
    const centre = at ?? (state.active >= 0 ? Math.min(state.to, Math.max(state.from, (trace.start[state.active] + trace.end(state.active)) / 2)) : state.from + span / 2);
    zoom(centre - (centre - state.from) * factor, centre + (state.to - centre) * factor);
  }

  function zoomToSpan() {
    const row = state.active;
    const margin = Math.max(trace.duration[row] * 0.1, 500);
    zoom(trace.start[row] - margin, trace.end(row) + margin);
  }

  function toggleCritical() {
    state.showsCritical = !state.showsCritical;
    save("critical", state.showsCritical);
    critical.setAttribute("aria-pressed", String(state.showsCritical));
    rows.draw();
  }

  function showFinding(finding) {
    state.marked = new Set(finding.rows);
    go(finding.rows[0]);
  }

  // Moving about

  function step(by) {
    const index = Math.max(0, Math.min(trace.visible.length - 1, trace.indexes[state.active] + by));
    const row = trace.visible[index];
    if (row !== undefined) go(row);
  }

  function left() {
    const row = state.active;
    if (trace.children[row] > 0 && !trace.collapsed[row]) toggle(row);
    else if (trace.parent[row] >= 0) go(trace.parent[row]);
  }

  function right() {
    const row = state.active;
    if (trace.children[row] > 0 && trace.collapsed[row]) toggle(row);
    else if (trace.children[row] > 0) step(1);
  }

  function escape() {
    if (!panel.element.hidden) close(true);
    else if (state.marked) {
      state.marked = null;
      rows.draw();
    } else if (!all.hidden) zoom();
    else return false;
  }

  const onButton = (event) => event.target.closest?.("button, a, summary, .menu");
  const removeKeys = addKeys("Waterfall", [
    { keys: ["j", "ArrowDown"], text: "next span", run: () => step(1) },
    { keys: ["k", "ArrowUp"], text: "previous span", run: () => step(-1) },
    { keys: ["h", "ArrowLeft"], text: "close, or to the parent", run: left },
    { keys: ["l", "ArrowRight"], text: "open, or to the first child", run: right },
    { keys: ["PageDown"], run: () => step(rows.pageSize()) },
    { keys: ["PageUp"], run: () => step(-rows.pageSize()) },
    { keys: ["Home"], text: "first span", run: () => step(-trace.size) },
    { keys: ["End", "G"], text: "last span", run: () => step(trace.size) },
    { keys: ["Enter"], text: "everything of the span", when: (event) => !onButton(event), run: () => select(state.active) },
    { keys: [" "], text: "open or close", when: (event) => !onButton(event), run: () => toggle(state.active) },
    { keys: ["/"], text: "find in this trace", run: () => { find.input.focus(); find.input.select(); } },
    { keys: ["n"], text: "next hit", run: () => find.goHit(true) },
    { keys: ["N"], text: "previous hit", run: () => find.goHit(false) },
    { keys: ["o"], text: "only what was found", run: () => find.toggleOnly() },
    { keys: ["e"], text: "next error", run: () => find.goError(true) },
    { keys: ["E"], text: "previous error", run: () => find.goError(false) },
    { keys: ["c"], text: "critical path", run: toggleCritical },
    { keys: ["+", "="], text: "closer", run: () => scale(0.6) },
    { keys: ["-"], text: "further away", run: () => scale(1 / 0.6) },
    { keys: ["z"], text: "as long as this span", run: zoomToSpan },
    { keys: ["0"], text: "the whole time", run: () => zoom() },
    { keys: ["["], text: "close all below the roots", run: () => collapseFrom(1) },
    { keys: ["]"], text: "open all", run: () => collapseFrom(Infinity) },
    { keys: ["Escape"], text: "close the span", run: escape },
    { keys: ["u"], text: "all traces", run: () => context.navigate("/") }
  ]);

  rows.element.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) {
      if (Math.abs(event.deltaX) <= Math.abs(event.deltaY) || all.hidden) return;
      const by = (event.deltaX / axis.element.clientWidth) * (state.to - state.from);
      const moved = Math.max(trace.first - state.from, Math.min(trace.last - state.to, by));
      zoom(state.from + moved, state.to + moved);
    } else {
      const box = axis.element.getBoundingClientRect();
      scale(event.deltaY > 0 ? 1.2 : 1 / 1.2, state.from + Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * (state.to - state.from));
    }
    event.preventDefault();
  }, { passive: false });

  // A trace that is still going on

  let timer = 0;
  const unsubscribe = subscribe((change) => {
    // "More" are so many that they are not named: this one may be among them.
    if (timer || (!change.traces?.includes(id) && !change.more)) return;
    if (trace.size > REFRESHED_BY_ITSELF) fresh.hidden = false;
    else timer = setTimeout(() => { timer = 0; read(); }, 800);
  });

  async function read() {
    fresh.hidden = true;
    let next;
    try {
      next = new Trace(await get(path, null, { signal: context.signal }));
    } catch {
      return;
    }
    if (next.size === trace.size && JSON.stringify(next.summary) === JSON.stringify(trace.summary)) return;
    const keepsAll = all.hidden;
    const rowNow = (row) => (row < 0 ? -1 : next.rowOf(trace.ids[row]));
    for (let row = 0; row < trace.size; row += 1) {
      const same = trace.collapsed[row] ? rowNow(row) : -1;
      if (same >= 0) next.collapsed[same] = 1;
    }
    next.update();
    state.active = Math.max(0, rowNow(state.active));
    state.selected = rowNow(state.selected);
    state.marked = null;
    // Offsets are from the trace's begin, which a late span may have moved.
    const shift = Number(BigInt(trace.begin) - BigInt(next.begin));
    trace = next;
    rows.show(trace);
    map.show(trace);
    findings.show(trace);
    if (keepsAll) zoom();
    else zoom(state.from + shift, state.to + shift);
    drawHead();
    panel.forget();
    if (state.selected >= 0) panel.show(trace, state.selected);
    find.again();
  }

  function follow(query) {
    const wanted = query.get("span");
    const row = wanted ? trace.rowOf(wanted) : -1;
    if (row < 0) {
      if (state.selected >= 0) close(false);
      return;
    }
    visit(row);
    select(row);
    rows.focus(row);
  }
  if (context.query.get("span")) follow(context.query);

  return {
    update: follow,
    cleanup() {
      clearTimeout(timer);
      unsubscribe();
      removeKeys();
      rows.end();
      axis.end();
      map.end();
    }
  };
}
