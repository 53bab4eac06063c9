// The text of a search, as terms: enough of its grammar to add, take away and complete one. The viewer parses it in full.

/** The terms of a text with where they stand: `{text, start, end}`. Quotes keep spaces inside a term. */
export function terms(text) {
  const found = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at])) {
      at += 1;
      continue;
    }
    const start = at;
    let quoted = false;
    while (at < text.length && (quoted || !/\s/.test(text[at]))) {
      if (text[at] === "\\" && quoted) at += 1;
      else if (text[at] === '"') quoted = !quoted;
      at += 1;
    }
    found.push({ text: text.slice(start, at), start, end: Math.min(at, text.length) });
  }
  return found;
}

/** A value as a search takes it: in quotes when it has anything but plain characters. */
export function quoted(value) {
  const text = String(value);
  return /^[\p{L}\p{N}_.\/:@+-]+$/u.test(text) && !text.startsWith("-") ? text : `"${text.replace(/(["\\])/g, "\\$1")}"`;
}

/** "key=value". */
export function term(key, operator, value) {
  return `${quoted(key)}${operator}${quoted(value)}`;
}

export function has(text, wanted) {
  return terms(text).some((item) => item.text === wanted);
}

/** The text with the term at its end, once. */
export function adding(text, wanted) {
  if (has(text, wanted)) return text;
  return `${grouped(text)} ${wanted}`.trim();
}

/** The text without the term. */
export function removing(text, unwanted) {
  return terms(text).filter((item) => item.text !== unwanted).map((item) => item.text).join(" ");
}

/** The first term that begins so, say "trace.duration>", or null. */
export function beginning(text, start) {
  return terms(text).find((item) => item.text.startsWith(start))?.text ?? null;
}

/** Alternatives in parentheses, so that what is added holds for all of them. */
function grouped(text) {
  const trimmed = text.trim();
  return terms(trimmed).some((item) => item.text === "OR") && !isEnclosed(trimmed) ? `(${trimmed})` : trimmed;
}

function isEnclosed(text) {
  if (!text.startsWith("(")) return false;
  let depth = 0;
  let quotes = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') quotes = !quotes;
    if (quotes) continue;
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0) return at === text.length - 1;
  }
  return false;
}

/**
 * What is being written at a place of the text: `{kind: "field", prefix, start, end}`, or `{kind: "value", key, prefix, start, end}`,
 * where `start` and `end` are what a completion replaces.
 */
export function writing(text, caret) {
  const item = terms(text).find((candidate) => candidate.start < caret && caret <= candidate.end);
  if (!item) return { kind: "field", prefix: "", start: caret, end: caret };
  const opening = /^[-({]*/.exec(item.text)[0].length;
  const body = item.text.slice(opening);
  const match = /^([^\s"=!~<>:()]+)(!=|>=|<=|=|~|>|<|:)/.exec(body);
  if (match) {
    const start = item.start + opening + match[0].length;
    if (caret >= start) return { kind: "value", key: match[1], prefix: text.slice(start, caret).replace(/^"/, ""), start, end: item.end };
  }
  return { kind: "field", prefix: text.slice(item.start + opening, caret), start: item.start + opening, end: match ? item.start + opening + match[1].length : item.end };
}
