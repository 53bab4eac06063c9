import { el, foreign, visible } from "../../dom.js";
import { duration } from "../../format.js";
import { traceLink } from "../../parts.js";
import { inWords } from "./enhanced-code.js";
import { sentenceOf } from "./outcome.js";

/** The steps of the dialogue, by the names of their spans and events, in words. */
const STEPS = {
  open: "open a connection",
  send_messages: "send mails",
  send_message_item: "hand over the mail",
  close: "close the connection",
  "smtp.connected": "connected",
  "tls.handshake": "encrypted (TLS)",
  "smtp.greeting": "greeted by the server",
  "smtp.hello": "hello, and what the server can do",
  "smtp.authenticated": "signed in",
  "smtp.replaced": "connection was dead: another one",
  exception: "error"
};

export function mailDetail(mail, id) {
  const facts = [
    ["Server", mail.server ? foreign(mail.server) : null],
    ["Reply", mail.code ? el("code", null, visible(mail.code)) : null],
    ["Message-ID", mail.messageId ? el("code", null, foreign(mail.messageId)) : null],
    ["Trace", traceLink(mail.trace, mail.span, "Open the span")]
  ].filter(([, content]) => content !== null);
  return el("div", { class: "mail-detail", id },
    el("p", { class: mail.sent ? "" : "is-error" }, sentenceOf(mail), mail.error ? [" ", foreign(inWords(mail.error))] : null),
    el("dl", { class: "facts" }, facts.map(([name, content]) => el("div", null, el("dt", null, name), el("dd", null, content)))),
    dialogue(mail));
}

/** The steps in their order, and among them the span of the mail itself, which all the others are about. */
function stepsOf(mail) {
  const steps = mail.dialogue ?? [];
  const own = { name: "send_message_item", offset: 0, duration: mail.duration ?? 0, error: !mail.sent };
  const all = steps.some((step) => step.name === own.name) ? [...steps] : [own, ...steps];
  return all.sort((a, b) => a.offset - b.offset || b.duration - a.duration);
}

function dialogue(mail) {
  // The connection may have been opened before the mail's own span began.
  const steps = stepsOf(mail);
  const start = Math.min(0, ...steps.map((step) => step.offset));
  const end = Math.max(mail.duration ?? 0, ...steps.map((step) => step.offset + step.duration), 1);
  return el("ol", { class: "dialogue", "aria-label": "The dialogue with the server" }, steps.map((step) => {
    const isMoment = !(step.duration > 0);
    const bar = el("span", { class: isMoment ? "dialogue-moment" : "dialogue-bar" });
    bar.style.left = `${((step.offset - start) / (end - start)) * 100}%`;
    if (!isMoment) bar.style.width = `${(step.duration / (end - start)) * 100}%`;
    const name = Object.hasOwn(STEPS, step.name) ? STEPS[step.name] : visible(step.name);
    return el("li", { class: step.error ? "is-failed" : null },
      el("span", { class: isMoment ? "dialogue-name is-moment" : "dialogue-name", title: visible(step.name) },
        step.error ? "✕ " : "", name, step.error ? el("span", { class: "visually-hidden" }, ", failed") : null),
      el("span", { class: "dialogue-track", "aria-hidden": "true" }, bar),
      el("span", { class: "number dialogue-time" }, isMoment ? `at ${duration(step.offset - start)}` : duration(step.duration)));
  }));
}
