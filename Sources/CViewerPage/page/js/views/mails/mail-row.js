import { el, foreign, visible } from "../../dom.js";
import { duration, plural } from "../../format.js";
import { badge, timeElement, traceLink } from "../../parts.js";
import { mailDetail } from "./detail.js";
import { OUTCOMES, outcomeOf } from "./outcome.js";

let counter = 0;

/** One mail; the dialogue with its server when it is opened. */
export function mailRow(mail, openness) {
  const row = el("li", { class: "mail" });
  const id = `mail-${(counter += 1)}`;
  row.identifier = id;
  row.openness = openness;
  row.sync = () => {
    if (row.open !== openness.isOpen(row.mail)) updateMailRow(row, row.mail);
  };
  row.toggle = () => {
    openness.set(row.mail, !row.open);
    // Only one is open at a time, as the address names one.
    for (const other of row.parentElement.children) other.sync();
    row.querySelector(".row-toggle").focus({ preventScroll: true });
  };
  row.addEventListener("click", (event) => {
    if (!event.target.closest("a, .mail-detail, .row-toggle") && !String(getSelection())) row.toggle();
  });
  return updateMailRow(row, mail);
}

export function updateMailRow(row, mail) {
  row.mail = mail;
  row.open = row.openness.isOpen(mail);
  row.classList.toggle("is-open", row.open);
  const { text, glyph, tone } = OUTCOMES[outcomeOf(mail)];
  const focused = document.activeElement?.classList.contains("row-toggle") && row.contains(document.activeElement);
  row.replaceChildren(...[
    el("button", {
      class: "row-toggle", type: "button", "aria-expanded": String(row.open), "aria-controls": row.open ? row.identifier : null,
      "aria-label": `${mail.subject ? visible(mail.subject) : "Mail"}, ${text.toLowerCase()}: ${row.open ? "hide" : "show"} the dialogue`,
      onclick: row.toggle
    }),
    el("div", { class: "mail-outcome" }, badge(`${glyph} ${text}`, tone), mail.code ? el("code", { class: "mail-code" }, visible(mail.code)) : null),
    el("div", { class: "mail-what" },
      el("span", { class: "mail-subject" }, mail.subject ? foreign(mail.subject) : parties(mail)),
      el("span", { class: "mail-to" }, mail.subject ? parties(mail) : mail.messageId ? foreign(mail.messageId) : "no Message-ID",
        mail.server ? [" · ", foreign(mail.server)] : null)),
    el("div", { class: "mail-time" }, timeElement(mail.time)),
    el("div", { class: "number mail-duration" }, duration(mail.duration)),
    el("span", { class: "row-link" }, traceLink(mail.trace, mail.span, "span", el("span", { class: "visually-hidden" }, " of this mail"))),
    row.open ? mailDetail(mail, row.identifier) : null
  ].filter(Boolean));
  if (focused) row.querySelector(".row-toggle").focus({ preventScroll: true });
  return row;
}

/** Who wrote to how many: subjects and addresses are not recorded unless the sender says so. */
function parties(mail) {
  return [
    mail.from ? [foreign(mail.from), " → "] : "to ",
    plural(mail.recipients ?? 0, "recipient"),
    mail.refused > 0 ? el("span", { class: "is-error" }, `, ${mail.refused} refused`) : null
  ];
}
