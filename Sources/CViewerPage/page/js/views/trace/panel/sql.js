// A statement as it reads best, with its keywords marked; the text that is copied is the one that was sent.
import { el, visible } from "../../../dom.js";
import { hasSpace, lines } from "../../../sql.js";

const LONGEST = 20_000;

export function sqlBlock(text) {
  if (text.length > LONGEST) return el("pre", { class: "sql" }, visible(text));
  const block = el("pre", { class: "sql" });
  lines(text).forEach((line, index) => {
    if (index > 0) block.append("\n");
    block.append("  ".repeat(line.indent));
    line.tokens.forEach((token, at) => {
      if (at > 0 && hasSpace(line.tokens[at - 1], token)) block.append(" ");
      block.append(token.kind === "word" || token.kind === "sign" ? visible(token.text) : el("span", { class: `sql-${token.kind}` }, visible(token.text)));
    });
  });
  return block;
}
