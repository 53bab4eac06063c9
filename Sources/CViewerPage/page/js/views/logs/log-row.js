import { el, foreign, visible } from "../../dom.js";
import { value as valueText } from "../../format.js";
import { timeElement, traceLink } from "../../parts.js";
import { service } from "../../service.js";
import { logDetail } from "./detail.js";
import { levelOf, severityName } from "./severity.js";

const ATTRIBUTES_ON_LINE = 3;
let counter = 0;

/** One line of the log; all of it, when it is opened. `search(term)` looks for lines like it. */
export function logRow(log, search) {
  const id = `log-${(counter += 1)}`;
  const row = el("li", { class: "log" });
  const toggle = el("button", { class: "row-toggle", type: "button", "aria-expanded": "false", onclick: open });
  let detail = null;
  row.addEventListener("click", (event) => {
    if (!event.target.closest("a, button, .log-detail") && !String(getSelection())) open();
  });

  function open() {
    if (detail) detail.remove();
    detail = detail ? null : logDetail(log, id, search);
    if (detail) {
      row.append(detail);
      toggle.setAttribute("aria-controls", id);
    }
    toggle.setAttribute("aria-expanded", String(Boolean(detail)));
    row.classList.toggle("is-open", Boolean(detail));
  }

  const level = levelOf(log);
  const body = oneLine(log.body ?? "");
  toggle.setAttribute("aria-label", `${severityName(log)}: ${body.slice(0, 80)}`);
  row.dataset.level = level;
  row.append(
    toggle,
    timeElement(log.time),
    el("span", { class: `log-severity is-${level}` }, visible(severityName(log))),
    el("span", { class: "log-service" }, service(log.service ?? "")),
    el("span", { class: "log-body" },
      log.event ? [el("span", { class: "badge accent" }, visible(log.event)), " "] : null,
      body ? foreign(body) : el("span", { class: "faint" }, log.event ? "" : "no text"),
      (log.attributes ?? []).filter((attribute) => !attribute.key.startsWith("code.")).slice(0, ATTRIBUTES_ON_LINE).map((attribute) => el("span", { class: "log-attribute" },
        el("span", null, foreign(attribute.key), "="), foreign(oneLine(attribute.value).slice(0, 80))))),
    el("span", { class: "row-link" }, log.trace ? traceLink(log.trace, log.span, log.span ? "span" : "trace", el("span", { class: "visually-hidden" }, " of this line")) : null));
  return row;
}

/** A record does not change: another one is another line. */
export function updateLogRow(row) {
  return row;
}

/** The start of a value on one line: ends of lines in a text are shown, those between the members of a map are not. */
function oneLine(value) {
  return valueText(value).slice(0, 600).replace(/\s*\n\s*/g, typeof value === "string" ? " ⏎ " : " ");
}
