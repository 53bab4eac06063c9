import { el, foreign, webAddress } from "../../dom.js";
import { exactTime, value as valueText } from "../../format.js";
import { copyButton, traceLink } from "../../parts.js";
import { term } from "../../query.js";
import { severityName } from "./severity.js";

/** The whole of a record: its text as it was logged, every attribute, and the way to its span. */
export function logDetail(log, id, search) {
  const body = valueText(log.body ?? "");
  const facts = [
    ["Time", exactTime(log.time)],
    ["Severity", `${severityName(log)}${log.severityNumber ? ` (${log.severityNumber})` : ""}`],
    ["Service", el("span", null, foreign(log.service ?? ""), only("service", log.service, search))],
    ["Logger", log.scope ? foreign(log.scope) : null],
    ["Event", log.event ? foreign(log.event) : null],
    ["Span", log.trace ? traceLink(log.trace, log.span, log.span ? "Open the span" : "Open the trace") : "none: it was logged outside of spans"]
  ].filter(([, content]) => content !== null);
  return el("div", { class: "log-detail", id },
    body ? el("pre", { class: "log-text", tabindex: "0" }, foreign(body)) : null,
    el("dl", { class: "facts" }, facts.map(([name, content]) => el("div", null, el("dt", null, name), el("dd", null, content)))),
    log.attributes?.length ? el("dl", { class: "log-attributes" }, log.attributes.map((attribute) => attributeRow(attribute, search))) : el("p", { class: "muted" }, "No attributes."));
}

function attributeRow({ key, value }, search) {
  const text = valueText(value);
  const address = typeof value === "string" ? webAddress(value) : null;
  return el("div", null,
    el("dt", null, foreign(key)),
    el("dd", null,
      address ? el("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, foreign(text)) : foreign(text),
      isPlain(value) && text.length <= 200 ? only(key, text, search) : null,
      copyButton("Copy the value", () => text)));
}

function only(key, value, search) {
  if (!value) return null;
  return el("button", { class: "button quiet small copy", type: "button", onclick: () => search(term(key, "=", value)), title: "Only lines with this value" }, "only these");
}

function isPlain(value) {
  return ["string", "number", "boolean"].includes(typeof value);
}
