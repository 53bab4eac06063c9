/** How mails end, in words, with a sign beside the colour. */
export const OUTCOMES = {
  sent: { text: "Sent", glyph: "✓", tone: "good" },
  partly: { text: "Partly refused", glyph: "◐", tone: "warning" },
  later: { text: "Refused for now", glyph: "↻", tone: "warning" },
  refused: { text: "Refused", glyph: "✕", tone: "error" },
  failed: { text: "Not sent", glyph: "!", tone: "error" }
};

/** A reply code that begins with 4 asks to try again, one with 5 not to (RFC 5321, 4.2.1). */
export function outcomeOf(mail) {
  const code = String(mail.code ?? "");
  if (mail.sent) return mail.refused > 0 ? "partly" : "sent";
  if (code.startsWith("4")) return "later";
  if (code.startsWith("5") || (mail.refused > 0 && mail.refused >= mail.recipients)) return "refused";
  return "failed";
}

/** What happened, in a sentence. */
export function sentenceOf(mail) {
  const recipients = mail.recipients === 1 ? "its recipient" : mail.recipients === 2 ? "both recipients" : `all ${mail.recipients} recipients`;
  switch (outcomeOf(mail)) {
    case "sent":
      return `The server took it for ${recipients}.`;
    case "partly":
      return `The server took it, but refused ${mail.refused} of ${mail.recipients} recipients.`;
    case "later":
      return "The server refused it for now: it may be sent again.";
    case "refused":
      return mail.refused > 0 ? `The server refused ${recipients}.` : "The server refused it for good: to send it again is no remedy.";
    default:
      return "It did not get as far as the server's answer.";
  }
}
