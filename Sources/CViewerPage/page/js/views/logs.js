// The log as it comes in, the newest line on top.
import { el, replace } from "../dom.js";
import { get } from "../api.js";
import { count, plural } from "../format.js";
import { growing, keyed } from "../keyed.js";
import { addKeys } from "../keys.js";
import { empty, failure, heading, view } from "../parts.js";
import { adding } from "../query.js";
import { refreshing } from "../refresh.js";
import { searchBox } from "../search.js";
import { howToSend } from "../status.js";
import { LogLines, keyOf } from "./logs/lines.js";
import { logRow, updateLogRow } from "./logs/log-row.js";
import { LEVELS } from "./logs/severity.js";

const PAGE = 200;
const EVERY = 5000;

export function render(root, params, context) {
  let lines = new LogLines();
  let isPaused = false;
  let isOlderLoading = false;

  const box = searchBox({
    name: "logs",
    label: "Search the log",
    placeholder: "Search: words, service=shop, order.id=7 …",
    value: context.query.get("q") ?? "",
    onsearch: (text) => set({ q: text })
  });
  const levels = el("select", { class: "field", "aria-label": "Least severity", onchange: () => set({ level: levels.value }) },
    el("option", { value: "" }, "All severities"), LEVELS.map((level) => el("option", { value: level }, `${level} and above`)));
  const pause = el("button", { class: "button", type: "button", onclick: () => setPaused(!isPaused) });
  const news = el("button", { class: "button primary log-news", type: "button", hidden: true, onclick: catchUp });
  const notice = el("div");
  const list = el("ol", { class: "logs", "aria-label": "Log, the newest line first" });
  const drawRows = keyed(list, keyOf, (log) => logRow(log, search), updateLogRow);
  const grown = growing(drawRows);
  const more = el("p", { class: "list-more" });
  root.append(view(
    heading("Logs"),
    el("div", { class: "toolbar" }, box.element, levels, pause),
    el("div", { class: "log-news-place" }, news),
    notice, list, grown.element, more));
  levels.value = context.query.get("level") ?? "";
  drawPause();

  const refresh = refreshing({
    every: EVERY,
    load: () => get("/logs", { q: query(), limit: PAGE }, { signal: context.signal }),
    draw: (answer) => {
      box.clearError();
      notice.replaceChildren();
      if (lines.isEmpty) box.remember();
      lines.receive(answer);
      // Whoever reads further down, or has stopped the tail, is told of new lines and not moved by them.
      if (lines.isNew || (!isPaused && scrollY < 80)) catchUp();
      else drawNews();
    },
    fail: (error, again) => {
      if (error.status === 400) box.showError(error);
      else replace(notice, failure(error, again));
    }
  });

  const removeKeys = addKeys("Logs", [
    { keys: ["/"], text: "search", run: () => box.input.focus() },
    { keys: ["p"], text: "pause, and go on", run: () => setPaused(!isPaused) }
  ]);

  const observer = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) older();
  }, { rootMargin: "400px" });
  observer.observe(more);

  function query() {
    const level = context.query.get("level");
    const text = context.query.get("q") ?? "";
    return LEVELS.includes(level) ? adding(text, `severity>=${level}`) : text;
  }

  function set(values) {
    context.setQuery(values);
    begin();
  }

  /** A search from a line: only those of its service, or with its attribute. */
  function search(term) {
    set({ q: adding(box.value, term) });
    box.value = context.query.get("q") ?? "";
    scrollTo(0, 0);
  }

  function begin() {
    lines = new LogLines();
    grown.reset();
    refresh.reload();
  }

  function setPaused(paused) {
    isPaused = paused;
    drawPause();
    if (!paused) catchUp();
  }

  function drawPause() {
    pause.textContent = isPaused ? "Go on" : "Pause";
    pause.setAttribute("aria-label", isPaused ? "Go on showing new lines" : "Pause: show no new lines");
  }

  function catchUp() {
    lines.accept();
    if (scrollY > 80 && !lines.isNew) scrollTo({ top: 0 });
    lines.isNew = false;
    draw();
  }

  function draw() {
    drawNews();
    grown.update(lines.shown);
    list.hidden = !lines.shown.length;
    replace(more, lines.next && lines.shown.length
      ? el("button", { class: "button small", type: "button", onclick: older }, "Older lines")
      : lines.isFull ? `${count(lines.shown.length)} lines are shown; search for older ones.` : null);
    if (!lines.shown.length) nothing();
    else if (notice.querySelector(".empty")) notice.replaceChildren();
  }

  function drawNews() {
    news.hidden = lines.waiting === 0;
    if (lines.waiting) news.textContent = `↑ ${plural(lines.waiting, "new line")}`;
  }

  async function older() {
    // Not before all that is here has been drawn.
    if (isOlderLoading || !lines.next || list.childElementCount < lines.shown.length) return;
    isOlderLoading = true;
    const mine = lines;
    try {
      const answer = await get("/logs", { q: query(), limit: PAGE, cursor: lines.next }, { signal: context.signal });
      if (mine === lines) {
        lines.append(answer);
        draw();
      }
    } catch (error) {
      if (error.name !== "AbortError") replace(notice, failure(error, older));
    } finally {
      isOlderLoading = false;
    }
  }

  async function nothing() {
    if (query()) {
      replace(notice, empty("No line is like that", "Change the search or the severity. Words are looked for in what was logged and in attributes."));
      return;
    }
    const command = await howToSend();
    if (lines.isEmpty && !query()) {
      replace(notice, empty(
        "No logs yet",
        "telemetry.bootstrapLogging() sends what your application logs with swift-log, each line with its span. Point your application here:",
        command
      ));
    }
  }

  return {
    cleanup() {
      refresh.stop();
      grown.stop();
      removeKeys();
      observer.disconnect();
    },
    update() {
      box.value = context.query.get("q") ?? "";
      levels.value = context.query.get("level") ?? "";
      begin();
    }
  };
}
