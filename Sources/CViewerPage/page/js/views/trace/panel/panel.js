// Everything of one span, beside the waterfall, or as a sheet over it where the screen is narrow.
import { el, replace, visible } from "../../../dom.js";
import { get } from "../../../api.js";
import { duration, exactTime, kind, percent, plural, time } from "../../../format.js";
import { badge, copyButton, failure } from "../../../parts.js";
import { service } from "../../../service.js";
import { attributeGroups, attributeList } from "./attributes.js";
import { eventList, logLines } from "./events.js";

const KEPT = 64;

/** `onclose()`, `onspan(row)`: goes to a row; `signal` ends what is being asked. */
export function spanPanel(traceID, { onclose, onspan, signal }) {
  const body = el("div", { class: "span-body" });
  const element = el("aside", { class: "span-panel", "aria-label": "Span", hidden: true, tabindex: "-1" }, body);
  const answers = new Map();
  let asked = null;
  let shown = -1;
  let shownID = null;

  async function show(trace, row) {
    if (shown === row && !element.hidden) return;
    shown = row;
    element.hidden = false;
    asked?.abort();
    asked = new AbortController();
    const stop = asked;
    signal.addEventListener("abort", () => stop.abort(), { once: true });
    // The same span, read again: what is there stays until there is more.
    if (shownID !== trace.ids[row]) drawHead(trace, row);
    shownID = trace.ids[row];
    try {
      const span = answers.get(trace.ids[row] + row) ?? await get(`/traces/${traceID}/spans/${row}`, { span: trace.ids[row] }, { signal: stop.signal });
      remember(trace.ids[row] + row, span);
      if (shown === row) draw(trace, row, span);
    } catch (error) {
      if (error.name !== "AbortError" && shown === row) body.append(failure(error, () => { shown = -1; show(trace, row); }));
    }
  }

  function remember(key, span) {
    answers.delete(key);
    answers.set(key, span);
    if (answers.size > KEPT) answers.delete(answers.keys().next().value);
  }

  function head(trace, row) {
    return el("header", { class: "span-head" },
      el("div", { class: "span-title" },
        el("h2", { class: "foreign" }, visible(trace.nameOf(row)) || "(no name)"),
        el("button", { class: "button quiet icon", type: "button", "aria-label": "Close the span (Esc)", onclick: onclose }, "×")),
      el("div", { class: "span-facts" }, service(trace.serviceOf(row)), badge(kind(trace.kind[row])),
        trace.status[row] === 2 ? badge("✗ error", "error") : trace.status[row] === 1 ? badge("ok", "good") : null,
        trace.oddities(row).map((text) => badge(`⚠ ${text}`, "warning"))));
  }

  function drawHead(trace, row) {
    replace(body, head(trace, row), timing(trace, row));
    element.scrollTop = 0;
  }

  function timing(trace, row) {
    const total = trace.duration[row];
    const facts = [
      ["Duration", duration(total)],
      ["Begins", `+${duration(trace.start[row] - trace.first)}`],
      ["Self", trace.children[row] > 0 ? `${duration(trace.self[row])} · ${total > 0 ? percent(trace.self[row] / total) : "–"}` : "all of it"]
    ];
    if (trace.hasCritical) facts.push(["Critical path", trace.critical[row] > 0 ? `${duration(trace.critical[row])} · ${percent(trace.critical[row] / trace.summary.duration)} of the trace` : "not on it"]);
    return el("dl", { class: "span-timing" }, facts.map(([title, text]) => el("div", null, el("dt", null, title), el("dd", null, text))));
  }

  function draw(trace, row, span) {
    const top = element.scrollTop;
    const wait = waitOf(span);
    const link = `/traces/${traceID}?span=${span.id}`;
    replace(body,
      head(trace, row),
      span.status?.message ? el("p", { class: "exception-message foreign" }, visible(span.status.message)) : null,
      timing(trace, row),
      wait,
      section("Exceptions and events", span.events, (events) => eventList(events)),
      section("Log lines", span.logs, (logs) => logLines(logs, span.start)),
      span.attributes?.length ? el("div", { class: "span-section" }, attributeGroups(span.attributes)) : null,
      links(span, trace),
      section(`Resource of ${visible(span.service ?? "")}`, span.resource, (attributes) => attributeList(attributes), true),
      identity(span, trace, row),
      el("div", { class: "span-actions" },
        action("Copy the link", () => new URL(link, location.origin).href),
        action("Copy as JSON", () => JSON.stringify(span, null, 2))));
    element.scrollTop = top;
  }

  function section(title, items, content, isClosed = false) {
    if (!items?.length) return null;
    return el("details", { class: "span-section", open: !isClosed },
      el("summary", null, el("h3", null, title), el("span", { class: "faint" }, String(items.length))), content(items));
  }

  function links(span, trace) {
    const out = (span.links ?? []).map((item) => ({ ...item, way: "→" }));
    const back = (span.linkedFrom ?? []).map((item) => ({ ...item, known: true, way: "←" }));
    return section("Links", [...out, ...back], (items) => el("ul", { class: "span-links" }, items.map((item) => el("li", null,
      el("span", { class: "faint", title: item.way === "→" ? "this span links to" : "linked from" }, item.way),
      item.known ? target(item, trace) : el("span", { class: "muted" }, el("code", null, visible(item.span)), " of trace ", el("code", null, visible(item.trace).slice(0, 16)), ", not here"),
      item.service ? service(item.service) : null,
      item.attributes?.length ? attributeList(item.attributes) : null))));
  }

  function target(item, trace) {
    const text = visible(item.name || item.span);
    if (item.trace === traceID) {
      const row = trace.rowOf(item.span);
      if (row >= 0) return el("button", { class: "span-link", type: "button", onclick: () => onspan(row) }, text);
    }
    return el("a", { href: `/traces/${encodeURIComponent(item.trace)}?span=${encodeURIComponent(item.span)}` }, text, item.trace === traceID ? "" : " (another trace)");
  }

  function identity(span, trace, row) {
    const parent = trace.parent[row];
    const facts = [
      ["Begin", el("span", { title: exactTime(span.start) }, time(span.start)), span.start],
      ["Span", el("code", null, visible(span.id)), span.id],
      ["Parent", parent >= 0 ? el("button", { class: "span-link", type: "button", onclick: () => onspan(parent) }, visible(trace.nameOf(parent)) || "(no name)") : span.parent ? el("code", null, visible(span.parent)) : "none, it is a root", span.parent],
      ["Trace", el("code", null, visible(traceID)), traceID],
      span.scope?.name ? ["Scope", el("bdi", null, visible(`${span.scope.name} ${span.scope.version ?? ""}`)), span.scope.name] : null,
      span.traceState ? ["Trace state", el("bdi", { class: "foreign" }, visible(span.traceState)), span.traceState] : null,
      dropped(span)
    ].filter(Boolean);
    return el("details", { class: "span-section", open: true }, el("summary", null, el("h3", null, "Identity")),
      el("dl", { class: "attribute-list" }, facts.map(([title, content, text]) => el("div", { class: "attribute" }, el("dt", null, title),
        el("dd", null, el("span", { class: "attribute-value" }, content), text ? el("span", { class: "attribute-actions" }, copyButton(`Copy: ${title}`, () => text)) : null)))));
  }

  function dropped(span) {
    const lost = Object.entries(span.dropped ?? {}).filter(([, number]) => number > 0);
    return lost.length ? ["Dropped", `${lost.map(([what, number]) => plural(number, what.replace(/s$/, ""))).join(", ")}, by limits of the sender`, null] : null;
  }

  function action(label, text) {
    const button = el("button", { class: "button small", type: "button", onclick: async () => {
      try {
        await navigator.clipboard.writeText(text());
        button.textContent = "Copied";
      } catch {
        button.textContent = "The browser refuses";
      }
      setTimeout(() => { button.textContent = label; }, 1200);
    } }, label);
    return button;
  }

  return {
    element,
    show,
    hide() {
      shown = -1;
      shownID = null;
      asked?.abort();
      element.hidden = true;
    },
    /** The trace was read again: what is known of a span may be less than there is now. */
    forget() {
      answers.clear();
      shown = -1;
    }
  };
}

const WAITS = ["throughline.db.wait", "throughline.inbox.wait.duration"];

/** How long the work of a span had waited, as its attributes say, in seconds. */
function waitOf(span) {
  const found = span.attributes?.find((item) => WAITS.includes(item.key) && typeof item.value === "number");
  if (!found) return null;
  const share = span.duration > 0 ? ` · ${percent(Math.min(1, (found.value * 1e9) / span.duration))}` : "";
  return el("p", { class: "span-wait" }, `Waited ${duration(found.value * 1e9)}${found.key === "throughline.db.wait" ? `${share} for a connection` : " until it was due and a worker was free"}.`);
}
