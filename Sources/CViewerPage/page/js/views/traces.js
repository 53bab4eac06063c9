// The list of traces: searched, sorted, and brought up to date without moving under the mouse.
import { el, replace, visible } from "../dom.js";
import { get, subscribe } from "../api.js";
import { count, plural } from "../format.js";
import { addKeys } from "../keys.js";
import { empty, failure, view } from "../parts.js";
import { adding } from "../query.js";
import { searchBox } from "../search.js";
import { howToSend } from "../status.js";
import { RANGES, effectiveQuery, filterChips, hide, hiddenRoots, rangeStart } from "./list/filters.js";
import { traceRow } from "./list/row.js";
import { storeMenu } from "./list/store.js";
import { strip } from "./list/strip.js";

const PAGE = 100;
const MOST = 1000;
const COLUMNS = [["Time", "start"], ["Trace"], ["Duration", "duration"], ["Spans", "spans"], ["Errors", "errors"], ["Services"], [""]];

export async function render(root, params, context) {
  const rows = new Map();
  let summaries = [];
  let waiting = [];
  let cursor = null;
  let matched = null;
  let isPaused = false;
  let loading = null;
  let timer = 0;
  let lastLook = 0;

  const state = () => {
    const query = context.query;
    const sort = ["start", "duration", "spans", "errors"].includes(query.get("sort")) ? query.get("sort") : "start";
    return { q: query.get("q") ?? "", sort, order: query.get("order") === "asc" ? "asc" : "desc", range: query.get("range") ?? "", from: query.get("from"), to: query.get("to") };
  };

  const search = searchBox({
    name: "traces", label: "Search traces", value: state().q, placeholder: "Search: text, http.route=/orders, duration>100ms, status=error …",
    onsearch: (text) => change({ q: text })
  });
  const chips = filterChips({ get: () => state().q, set: (text) => { search.value = text; change({ q: text }); }, changed: () => load() });
  const range = el("select", { class: "field", "aria-label": "Time", onchange: () => change({ range: range.value, from: null, to: null }) });
  const pause = el("button", { class: "button", type: "button", "aria-pressed": "false", title: "Stop or go on with live updates (p)", onclick: () => setPaused(!isPaused) }, "Pause");
  const message = el("div", { role: "status" });
  const points = strip({ onrange: (from, to) => change({ from, to, range: null }) });
  const news = el("button", { class: "news button primary", type: "button", hidden: true, onclick: () => { merge(); scrollTo({ top: 0 }); } });
  const head = el("tr");
  const body = el("tbody");
  const table = el("table", { class: "table list" }, el("caption", { class: "visually-hidden" }, "Traces"), el("thead", null, head), body);
  const frame = el("div", { class: "table-frame" }, table);
  const foot = el("div", { class: "list-foot" });
  const note = el("p", { class: "list-note", "aria-live": "polite" });
  const place = el("div");

  root.append(view(
    el("h1", { class: "visually-hidden" }, "Traces"),
    el("div", { class: "toolbar is-top" }, search.element, range, pause,
      storeMenu({ query: () => effectiveQuery(state().q), report, changed: () => load() })),
    el("div", { class: "toolbar" }, chips.element, note),
    message, points.element, news, place));

  function report(text, isError = false) {
    replace(message, el("div", { class: isError ? "notice error" : "notice" }, visible(text), el("button", { class: "button small quiet", type: "button", onclick: () => replace(message) }, "Close")));
  }

  function change(values) {
    context.setQuery(values, { push: true });
    load();
  }

  function parameters(extra) {
    const { q, sort, order, range: chosen, from, to } = state();
    return { q: effectiveQuery(q), sort: sort === "start" ? null : sort, order: order === "desc" ? null : order, from: rangeStart(chosen) ?? from, to, limit: PAGE, ...extra };
  }

  /** Draws anew what the address says. */
  async function load() {
    loading?.abort();
    const mine = loading = new AbortController();
    drawControls();
    try {
      const answer = await get("/traces", parameters(), { signal: mine.signal });
      if (context.signal.aborted) return;
      search.clearError();
      if (state().q) search.remember();
      waiting = [];
      summaries = answer.traces;
      cursor = answer.next ?? null;
      matched = answer.matched ?? null;
      body.replaceChildren();
      rows.clear();
      await draw();
      context.announce(`${plural(matched ?? summaries.length, "trace")} found`);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (error.status === 400) search.showError(error);
      else replace(place, failure(error, load));
    }
  }

  async function loadMore() {
    if (!cursor) return;
    try {
      const answer = await get("/traces", parameters({ cursor }), { signal: context.signal });
      const known = new Set(summaries.map((summary) => summary.trace));
      summaries = [...summaries, ...answer.traces.filter((summary) => !known.has(summary.trace))];
      cursor = answer.next ?? null;
      await draw();
    } catch (error) {
      if (error.name !== "AbortError") report(error.message, true);
    }
  }

  function drawControls() {
    const { sort, order, range: chosen, from } = state();
    chips.draw();
    replace(range, from ? el("option", { value: "", selected: true }, "Chosen below") : null, RANGES.map(([value, text]) => el("option", { value: from && !value ? "all" : value, selected: !from && value === chosen }, text)));
    replace(head, COLUMNS.map(([title, key]) => {
      const isSorted = key === sort;
      const next = isSorted && order === "desc" ? "asc" : "desc";
      return el("th", { scope: "col", class: headClass(title), "aria-sort": isSorted ? (order === "asc" ? "ascending" : "descending") : null },
        key ? el("button", { type: "button", onclick: () => change({ sort: key === "start" ? null : key, order: next === "desc" ? null : next }) }, title, isSorted ? (order === "asc" ? " ↑" : " ↓") : "") : title || el("span", { class: "visually-hidden" }, "Actions"));
    }));
  }

  async function draw() {
    const longest = Math.max(1, ...summaries.map((summary) => summary.duration));
    const wanted = new Set(summaries.map((summary) => summary.trace));
    for (const [trace, row] of rows) {
      if (wanted.has(trace)) continue;
      row.element.remove();
      rows.delete(trace);
    }
    let after = null;
    for (const summary of summaries) {
      let row = rows.get(summary.trace);
      if (!row) {
        row = traceRow(summary, { onhide: hideRoot, onfilter: (wantedTerm) => { const text = adding(state().q, wantedTerm); search.value = text; change({ q: text }); } });
        rows.set(summary.trace, row);
      }
      row.update(summary, longest);
      const expected = after ? after.nextSibling : body.firstChild;
      if (row.element !== expected) body.insertBefore(row.element, expected);
      after = row.element;
    }
    points.show(summaries);
    replace(note, summaries.length === 0 ? "" : matched !== null && matched > summaries.length ? `${count(summaries.length)} of ${plural(matched, "trace")}` : cursor ? `the first ${count(summaries.length)}` : plural(summaries.length, "trace"));
    replace(foot, cursor && summaries.length < MOST ? el("button", { class: "button", type: "button", onclick: loadMore }, "Show more") : null);
    if (summaries.length > 0) {
      if (frame.parentNode !== place) replace(place, frame, foot);
      points.show(summaries);
    } else {
      replace(place, await nothing());
    }
  }

  async function nothing() {
    const { q, range: chosen, from } = state();
    if (q || chosen || from || hiddenRoots().length > 0) {
      const box = empty("Nothing matches", "No stored trace meets this search in this time.");
      box.append(el("p", null, el("button", { class: "button", type: "button", onclick: () => { search.value = ""; change({ q: null, range: null, from: null, to: null }); } }, "Show all traces")));
      return box;
    }
    return empty("Waiting for the first trace", "Start an application with these settings, and its requests appear here by themselves.", await howToSend());
  }

  function hideRoot(name) {
    hide(name);
    load();
  }

  // Live: what changed is patched where it stands. What is new goes on top, at once if nobody is pointing at the list or reading
  // further down, else when they say so.
  async function refresh() {
    timer = 0;
    lastLook = Date.now();
    if (document.hidden || isPaused || context.signal.aborted) return;
    const { sort, order } = state();
    if (sort !== "start" || order !== "desc") return;
    try {
      const answer = await get("/traces", parameters(), { signal: context.signal });
      const fresh = new Map(answer.traces.map((summary) => [summary.trace, summary]));
      const known = new Set(summaries.map((summary) => summary.trace));
      summaries = summaries.map((summary) => fresh.get(summary.trace) ?? summary);
      waiting = answer.traces.filter((summary) => !known.has(summary.trace));
      matched = answer.matched ?? matched;
      if (summaries.length === 0) cursor = answer.next ?? null;
      if (mayMerge()) merge();
      else {
        const now = waiting;
        waiting = [];
        await draw();
        waiting = now;
        drawNews();
      }
    } catch {
      // The next change, or the connection's return, looks again.
    }
  }

  function mayMerge() {
    return waiting.length === 0 || summaries.length === 0 || (scrollY < 40 && !frame.matches(":hover") && !frame.contains(document.activeElement) && !document.querySelector("[role=menu]"));
  }

  function merge() {
    const arrived = waiting;
    waiting = [];
    summaries = [...arrived, ...summaries].sort((a, b) => (BigInt(a.start) < BigInt(b.start) ? 1 : -1)).slice(0, MOST);
    draw();
    for (const summary of arrived) rows.get(summary.trace)?.element.classList.add("is-new");
    drawNews();
  }

  function drawNews() {
    news.hidden = waiting.length === 0;
    news.textContent = waiting.length >= PAGE ? `${PAGE} or more new traces` : `${plural(waiting.length, "new trace")}`;
  }

  function look(change) {
    // Fewer than are shown: they were cleared.
    if (change && change.total < summaries.length) return load();
    if (timer || isPaused) return;
    timer = setTimeout(refresh, Math.max(150, 700 - (Date.now() - lastLook)));
  }

  function setPaused(paused) {
    isPaused = paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Paused" : "Pause";
    if (!paused) look();
  }

  frame.addEventListener("mouseleave", () => { if (mayMerge() && waiting.length) merge(); });
  body.addEventListener("mouseover", (event) => points.mark(event.target.closest("tr")?.dataset.trace));
  body.addEventListener("mouseleave", () => points.mark(null));
  points.element.addEventListener("mouseover", (event) => {
    for (const row of rows.values()) row.element.classList.toggle("is-marked", row.element.dataset.trace === event.target.closest("a")?.dataset.trace);
  });
  points.element.addEventListener("mouseleave", () => { for (const row of rows.values()) row.element.classList.remove("is-marked"); });
  const visibility = () => { if (!document.hidden) look(); };
  document.addEventListener("visibilitychange", visibility);

  const step = (by) => {
    const links = [...body.querySelectorAll(".list-name")];
    if (links.length === 0) return;
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + by))].focus();
  };
  const removeKeys = addKeys("Traces", [
    { keys: ["/"], text: "search", run: () => { search.input.focus(); search.input.select(); } },
    { keys: ["j", "ArrowDown"], text: "next trace", run: () => step(1) },
    { keys: ["k", "ArrowUp"], text: "previous trace", run: () => step(-1) },
    { keys: ["Enter"], text: "open it" },
    { keys: ["e"], text: "errors only, or not", run: () => chips.element.querySelector("button")?.click() },
    { keys: ["p"], text: "stop or go on with live updates", run: () => setPaused(!isPaused) },
    { keys: ["n"], text: "show new traces", run: () => { if (waiting.length) { merge(); scrollTo({ top: 0 }); } } }
  ]);
  const unsubscribe = subscribe(look);
  await load();

  return {
    update() {
      search.value = state().q;
      load();
    },
    cleanup() {
      unsubscribe();
      removeKeys();
      points.end();
      clearTimeout(timer);
      loading?.abort();
      document.removeEventListener("visibilitychange", visibility);
    }
  };
}

function headClass(title) {
  if (title === "Spans" || title === "Errors") return "number";
  return title === "Services" ? "fold" : null;
}
