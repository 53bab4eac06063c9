// One trace of the list.
import { el, replace, visible } from "../../dom.js";
import { ago, count, duration, exactTime, plural, time } from "../../format.js";
import { menuButton } from "../../menu.js";
import { badge } from "../../parts.js";
import { service, serviceClass } from "../../service.js";
import { term } from "../../query.js";

const SERVICES = 4;

/** A row of a summary; `update(summary, longest)` changes it in place. */
export function traceRow(summary, { onhide, onfilter }) {
  const when = el("td", { class: "nowrap list-time" });
  const link = el("a", { class: "list-name", href: `/traces/${summary.trace}` });
  const name = el("td", { class: "list-trace" });
  const length = el("td", { class: "list-duration" });
  const spans = el("td", { class: "number" });
  const errors = el("td", { class: "number" });
  const services = el("td", { class: "list-services fold" });
  const more = el("td", { class: "list-menu" });
  const element = el("tr", { class: "list-row", data: { trace: summary.trace } }, when, name, length, spans, errors, services, more);
  let shown = "";

  element.addEventListener("click", (event) => {
    if (event.target.closest("a, button") || String(getSelection())) return;
    link.click();
  });

  function update(next, longest) {
    const key = `${JSON.stringify(next)}${longest}`;
    if (key === shown) return;
    shown = key;
    const [clock, fraction] = time(next.start).split(".");
    replace(when, el("time", { title: `${exactTime(next.start)}, ${ago(next.start)}` }, clock, el("span", { class: "fold" }, `.${fraction ?? ""}`)));
    replace(link, el("bdi", null, visible(next.name) || "(no name)"));
    replace(name, el("div", { class: "list-title" }, statusBadge(next), link, next.complete ? null : badge("incomplete", "warning"), next.roots > 1 ? badge(`${next.roots} roots`) : null),
      el("div", { class: "list-sub" }, service(next.service), next.logs ? el("span", { class: "faint" }, plural(next.logs, "log line")) : null));
    replace(length, el("span", { class: "number" }, duration(next.duration)),
      el("span", { class: `list-bar ${serviceClass(next.service)}`, vars: { "--share": share(next.duration, longest) }, "aria-hidden": "true" }));
    replace(spans, count(next.spans));
    replace(errors, next.errors ? badge(`✗ ${count(next.errors)}`, "error") : el("span", { class: "faint" }, "–"));
    replace(services, el("div", { class: "list-service-names" }, next.services.slice(0, SERVICES).map((item) => service(item.name)),
      next.services.length > SERVICES ? el("span", { class: "faint" }, `+${next.services.length - SERVICES}`) : null));
    replace(more, menuButton({ class: "button quiet icon small", "aria-label": `More for ${visible(next.name)}` }, "⋯", [
      { text: `Hide all “${short(next.name)}”`, run: () => onhide(next.name) },
      { text: `Only “${short(next.name)}”`, run: () => onfilter(term("root", "=", next.name)) },
      { text: `Only ${short(next.service)}`, run: () => onfilter(term("service", "=", next.service)) },
      { text: "Compare with the one before", href: `/compare/${next.trace}` },
      { text: "Download as OTLP JSON", href: `/api/traces/${next.trace}/otlp`, download: `trace-${next.trace}.json` }
    ]));
  }

  return { element, link, update };
}

/** Long ones are compared by their logarithm, or one of them would make dots of all others. */
export function share(length, longest) {
  if (!(length > 0) || !(longest > 0)) return "0%";
  return `${Math.max(1, Math.min(100, (Math.log10(length / 1000 + 1) / Math.log10(longest / 1000 + 1)) * 100)).toFixed(1)}%`;
}

function statusBadge(summary) {
  if (typeof summary.status !== "number") return null;
  return badge(String(summary.status), summary.status >= 500 ? "error" : summary.status >= 400 ? "warning" : "good");
}

function short(text) {
  const shown = visible(text);
  return shown.length > 40 ? `${shown.slice(0, 39)}…` : shown;
}
