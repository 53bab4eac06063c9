// The mails that were sent or refused, and what was said to the server.
import { el, replace } from "../dom.js";
import { get } from "../api.js";
import { count } from "../format.js";
import { growing, keyed } from "../keyed.js";
import { empty, failure, heading, view } from "../parts.js";
import { refreshing } from "../refresh.js";
import { howToSend } from "../status.js";
import { mailRow, updateMailRow } from "./mails/mail-row.js";
import { OUTCOMES, outcomeOf } from "./mails/outcome.js";

const LIMIT = 1000;

export function render(root, params, context) {
  let mails = [];
  const notice = el("div");
  const chips = el("div", { class: "chips", role: "group", "aria-label": "Outcome" });
  const list = el("ol", { class: "mails", "aria-label": "Mails, the newest first" });
  const more = el("p", { class: "list-more" });
  const grown = growing(keyed(list, (mail) => `${mail.trace}/${mail.span}`, (mail) => mailRow(mail, openness), updateMailRow));

  // Which mail is open is in the address, so that a link shows it.
  const openness = {
    isOpen: (mail) => context.query.get("open") === mail.span,
    set: (mail, isOpen) => context.setQuery({ open: isOpen ? mail.span : null })
  };

  root.append(view(heading("Mail", "What was handed to mail servers, and what they answered."), el("div", { class: "toolbar" }, chips), notice, list, grown.element, more));

  const refresh = refreshing({
    load: () => get("/mails", { limit: LIMIT }, { signal: context.signal }),
    draw: (answer) => {
      mails = answer.mails;
      redraw();
    },
    fail: (error, again) => replace(notice, failure(error, again))
  });

  function redraw() {
    const chosen = context.query.get("outcome");
    const shown = mails.filter((mail) => !chosen || outcomeOf(mail) === chosen);
    drawChips(chosen);
    grown.update(shown);
    list.hidden = !shown.length;
    chips.hidden = !mails.length;
    replace(more, mails.length >= LIMIT ? `The newest ${count(LIMIT)} mails.` : null);
    notice.replaceChildren();
    if (!mails.length) nothing();
    else if (!shown.length) replace(notice, empty("No mail ended like that", "Choose another outcome above, or press it again to see all."));
  }

  function drawChips(chosen) {
    const counts = Object.groupBy(mails, outcomeOf);
    const focused = chips.contains(document.activeElement) ? document.activeElement.dataset.outcome : null;
    replace(chips, Object.entries(OUTCOMES)
      .filter(([name]) => counts[name] || name === chosen)
      .map(([name, { text, glyph }]) => el("button", {
        class: "chip", type: "button", "aria-pressed": String(name === chosen), data: { outcome: name },
        onclick: () => { context.setQuery({ outcome: name === chosen ? null : name }); redraw(); }
      }, el("span", { "aria-hidden": "true" }, glyph), text, el("span", { class: "faint" }, count(counts[name]?.length ?? 0)))));
    if (focused) chips.querySelector(`[data-outcome="${focused}"]`)?.focus();
  }

  async function nothing() {
    const command = await howToSend();
    if (!mails.length) replace(notice, empty(
      "No mail yet",
      "Each mail that ThroughlineMail sends, or fails to, appears here with what the server answered. Point your application here:",
      command
    ));
  }

  return {
    cleanup() {
      refresh.stop();
      grown.stop();
    },
    update() {
      redraw();
      for (const row of list.children) row.sync?.();
    }
  };
}
