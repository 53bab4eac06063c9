// Two traces as one tree: what was called more often, less often, or took another time.
import { el, replace, visible } from "../../dom.js";
import { get } from "../../api.js";
import { ago, count, duration, plural, time } from "../../format.js";
import { badge, empty, failure, view } from "../../parts.js";
import { term } from "../../query.js";
import { serviceClass } from "../../service.js";

const MOST = 2000;
// Less is noise between two runs of the same code.
const NOTABLE_SHARE = 0.2;
const NOTABLE_TIME = 100_000;

export async function render(root, { id }, context) {
  const body = el("div");
  const other = el("select", { class: "field", "aria-label": "Compare with", onchange: () => { context.setQuery({ with: other.value === "previous" ? null : other.value }, { push: true }); load(); } });
  const differences = el("button", { class: "chip", type: "button", "aria-pressed": "false", onclick: () => {
    differences.setAttribute("aria-pressed", String(differences.getAttribute("aria-pressed") !== "true"));
    draw();
  } }, "Differences only");
  const head = el("div", { class: "toolbar" }, el("a", { class: "button quiet", href: `/traces/${encodeURIComponent(id)}` }, "← The trace"), el("h1", null, "Compare"), other, differences);
  root.append(view(head, body));
  let answer = null;

  async function load() {
    try {
      answer = await get(`/traces/${encodeURIComponent(id)}/compare`, { with: context.query.get("with") ?? "previous" }, { signal: context.signal });
      context.title(`Compare ${visible(answer.here.name)}`);
      draw();
      await choices();
    } catch (error) {
      if (error.name !== "AbortError") replace(body, failure(error, load));
    }
  }

  async function choices() {
    const wanted = context.query.get("with") ?? "previous";
    const found = await get("/traces", { q: term("root", "=", answer.here.name), limit: 30 }, { signal: context.signal }).catch(() => ({ traces: [] }));
    const traces = found.traces.filter((summary) => summary.trace !== id);
    replace(other, el("option", { value: "previous", selected: wanted === "previous" }, "the one before"),
      traces.map((summary) => el("option", { value: summary.trace, selected: summary.trace === wanted }, `${time(summary.start)} · ${duration(summary.duration)}${summary.errors ? ` · ${plural(summary.errors, "error")}` : ""}`)));
    if (wanted !== "previous" && !traces.some((summary) => summary.trace === wanted)) other.append(el("option", { value: wanted, selected: true }, visible(wanted).slice(0, 16)));
  }

  function draw() {
    if (!answer.there) {
      replace(body, empty("There is nothing to compare with", "No earlier trace begins with the same span. Send the same request again, or choose another trace above."));
      return;
    }
    const isOnly = differences.getAttribute("aria-pressed") === "true";
    const rows = answer.rows.map(judged);
    const changed = rows.filter((row) => row.verdict);
    const longest = Math.max(1, ...rows.map((row) => Math.abs(row.change)));
    const shown = (isOnly ? changed : rows).slice(0, MOST);
    replace(body,
      el("div", { class: "compare-traces" }, side("This trace", answer.here, answer.there), side("The other", answer.there)),
      el("p", { class: "compare-note muted" }, changed.length === 0 ? "The same calls, in about the same time." : `${plural(changed.length, "difference")} in ${plural(rows.length, "call")}.`),
      el("div", { class: "table-frame" }, el("table", { class: "table compare" },
        el("caption", { class: "visually-hidden" }, "Calls of both traces"),
        el("thead", null, el("tr", null, ["Call", "This", "The other", "Difference", ""].map((title, index) => el("th", { scope: "col", class: index === 1 || index === 2 ? "number" : index === 4 ? "fold" : null }, title || el("span", { class: "visually-hidden" }, "What changed"))))),
        el("tbody", null, shown.map((row) => line(row, longest, isOnly))))),
      rows.length > shown.length && !isOnly ? el("p", { class: "muted" }, `Only the first ${count(MOST)} calls are shown.`) : null);
  }

  await load();
  return { update: load, cleanup() {} };
}

/** With `change` in nanoseconds, and `verdict`: what there is to say about it, or null. */
function judged(row) {
  const { here, there } = row;
  if (!there) return { ...row, change: here.duration, verdict: "new" };
  if (!here) return { ...row, change: -there.duration, verdict: "gone" };
  const change = here.duration - there.duration;
  const isNotable = Math.abs(change) > NOTABLE_TIME && Math.abs(change) > NOTABLE_SHARE * Math.max(here.duration, there.duration);
  const verdict = here.errors > there.errors ? "failing" : here.errors < there.errors ? "mended" : here.count !== there.count ? (here.count > there.count ? "more" : "fewer") : isNotable ? (change > 0 ? "slower" : "faster") : null;
  return { ...row, change, verdict };
}

function side(title, summary, other) {
  const change = other ? summary.duration - other.duration : 0;
  return el("a", { class: "panel compare-side", href: `/traces/${encodeURIComponent(summary.trace)}` },
    el("span", { class: "muted" }, title),
    el("strong", null, el("bdi", null, visible(summary.name))),
    el("span", { class: "compare-facts" }, el("span", { class: "number" }, duration(summary.duration)), other && change ? el("span", { class: change > 0 ? "is-error" : "is-good" }, difference(change)) : null,
      el("span", null, plural(summary.spans, "span")), summary.errors ? badge(`✗ ${count(summary.errors)}`, "error") : null, el("span", { class: "faint" }, `${time(summary.start)}, ${ago(summary.start)}`)));
}

function line(row, longest, isFlat) {
  const name = row.path[row.path.length - 1];
  const above = row.path.slice(0, -1).map((part) => visible(part)).join(" › ");
  const share = Math.max(2, Math.min(100, (Math.abs(row.change) / longest) * 100));
  return el("tr", { class: row.verdict ? `is-${row.verdict}` : null },
    el("td", null, el("div", { class: "compare-name", vars: { "--depth": isFlat ? 0 : Math.min(row.depth, 14) }, title: above },
      el("span", { class: `row-mark ${serviceClass(row.service)}`, "aria-hidden": "true" }), el("bdi", { class: "ellipsis" }, visible(name) || "(no name)"), el("span", { class: "row-service" }, visible(row.service)))),
    calls(row.here), calls(row.there),
    el("td", null, el("div", { class: "compare-change" }, el("span", { class: "number" }, row.change ? difference(row.change) : "–"),
      el("span", { class: row.change > 0 ? "compare-bar worse" : "compare-bar better", vars: { "--share": `${share}%` }, "aria-hidden": "true" }))),
    el("td", { class: "fold" }, verdict(row)));
}

function calls(part) {
  if (!part) return el("td", { class: "number faint" }, "–");
  return el("td", { class: "number" }, part.errors ? el("span", { class: "is-error" }, `✗${count(part.errors)} `) : null, part.count > 1 ? el("span", { class: "muted" }, `${count(part.count)} × `) : null, duration(part.duration));
}

function verdict(row) {
  const extra = (row.here?.count ?? 0) - (row.there?.count ?? 0);
  switch (row.verdict) {
    case "new": return badge("only here", "info");
    case "gone": return badge("only there", "warning");
    case "failing": return badge("fails now", "error");
    case "mended": return badge("fails no more", "good");
    case "more": return badge(`${count(extra)} more ${extra === 1 ? "call" : "calls"}`, "error");
    case "fewer": return badge(`${count(-extra)} fewer ${extra === -1 ? "call" : "calls"}`, "good");
    case "slower": return badge(`${factor(row.here.duration, row.there.duration)} slower`, "error");
    case "faster": return badge(`${factor(row.there.duration, row.here.duration)} faster`, "good");
    default: return null;
  }
}

function factor(more, less) {
  return less > 0 ? `${(more / less).toFixed(1)} ×` : "much";
}

function difference(change) {
  return `${change > 0 ? "+" : "−"}${duration(Math.abs(change))}`;
}
