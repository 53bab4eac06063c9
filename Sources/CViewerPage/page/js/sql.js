// SQL on lines of its own. The tokens stay what they are, to the letter; only the space between them changes.

const CLAUSES = new Set(["SELECT", "FROM", "WHERE", "HAVING", "LIMIT", "OFFSET", "VALUES", "SET", "RETURNING", "UNION", "EXCEPT", "INTERSECT", "WINDOW", "WITH", "FETCH"]);
const STATEMENTS = new Set(["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "CREATE", "ALTER", "DROP", "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "EXPLAIN"]);
const PAIRS = new Set(["GROUP BY", "ORDER BY", "PARTITION BY", "ON CONFLICT", "ON DUPLICATE"]);
const JOINS = new Set(["JOIN", "LEFT", "RIGHT", "INNER", "FULL", "CROSS", "NATURAL"]);
const CONNECTIVES = new Set(["AND", "OR", "ON"]);
const WORDS = new Set(("ALL AS ASC BETWEEN BY CASE CAST COLLATE CONFLICT CONSTRAINT DEFAULT DEFERRED DESC DISTINCT DO ELSE END ESCAPE EXCLUSIVE EXISTS FOR FOREIGN GLOB GROUP IF IMMEDIATE IN INDEX INTO IS KEY LIKE ILIKE " +
  "LOCKED NOT NOTHING NULL NULLS ORDER OUTER OVER PARTITION PRIMARY RECURSIVE REFERENCES SHARE SKIP TABLE THEN TO TRANSACTION UNIQUE USING VIEW WHEN").split(" "));

// Comments, strings (with '' or \' inside), quoted names, dollar quotes, numbers, words with their parameters, operators.
const TOKEN = /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:''|[^'])*(?:'|$)|\$([A-Za-z_]*)\$[\s\S]*?(?:\$\3\$|$))|("(?:""|[^"])*(?:"|$)|`[^`]*(?:`|$)|\[[^\]\s]*\])|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([:@$?]?[\p{L}_][\p{L}\p{N}_$]*|\?\d*|\$\d+)|(<=>|->>|->|::|\|\||[<>!=]=|<>|[\s\S])/gu;

/** `{text, kind}` with kind comment, string, name, number, keyword, word or sign; white space is left out. */
export function tokens(sql) {
  const found = [];
  for (const match of sql.matchAll(TOKEN)) {
    const text = match[0];
    if (/^\s+$/.test(text)) {
      if (found.length > 0) found[found.length - 1].spaced = true;
      continue;
    }
    const kind = match[1] !== undefined ? "comment" : match[2] !== undefined ? "string" : match[4] !== undefined ? "name" : match[5] !== undefined ? "number"
      : match[6] !== undefined ? (isKeyword(text) ? "keyword" : "word") : "sign";
    found.push({ text, kind, spaced: false });
  }
  return found;
}

function isKeyword(text) {
  const upper = text.toUpperCase();
  return CLAUSES.has(upper) || STATEMENTS.has(upper) || JOINS.has(upper) || CONNECTIVES.has(upper) || WORDS.has(upper);
}

/** The tokens as lines: `{indent, tokens}`. */
export function lines(sql) {
  const all = tokens(sql);
  const made = [{ indent: 0, tokens: [] }];
  const depths = [];
  let between = false;
  let breaks = false;
  const current = () => made[made.length - 1];
  const breakLine = (indent) => {
    if (current().tokens.length === 0) current().indent = indent;
    else made.push({ indent, tokens: [] });
  };
  all.forEach((token, index) => {
    const word = token.kind === "keyword" ? token.text.toUpperCase() : "";
    const previous = all[index - 1];
    const before = previous?.kind === "keyword" ? previous.text.toUpperCase() : "";
    const after = all[index + 1]?.text.toUpperCase();
    const level = depths.length;
    const isSubquery = token.text === "(" && (after === "SELECT" || after === "WITH");
    if (breaks) breakLine(base(depths));
    breaks = false;
    if (depths.every((depth) => depth)) {
      const isJoin = JOINS.has(word) && !JOINS.has(before) && before !== "OUTER" && after !== "(";
      if (CLAUSES.has(word) && before !== "DISTINCT" && index > 0 && previous.text !== "(" && !(word === "FROM" && before === "DELETE") && !(word === "SET" && before === "UPDATE")) breakLine(base(depths));
      else if (PAIRS.has(`${word} ${after}`)) breakLine(base(depths));
      else if (isJoin) breakLine(base(depths));
      else if (CONNECTIVES.has(word) && !between && word !== "ON") breakLine(base(depths) + 1);
      if (word === "BETWEEN") between = true;
      else if (word === "AND") between = false;
    }
    if (token.text === ")" && level > 0 && depths.pop()) breakLine(base(depths));
    current().tokens.push(token);
    if (token.text === "(") {
      depths.push(isSubquery);
      if (isSubquery) breakLine(base(depths));
    }
    if (token.kind === "comment" && token.text.startsWith("--")) breaks = true;
    if (token.text === ";") breaks = true;
  });
  return made.filter((line) => line.tokens.length > 0);
}

function base(depths) {
  return depths.filter(Boolean).length * 2;
}

/** Whether there is a space between two tokens of a line: as in the text, never inside `a.b`, `f(` or `x,`. */
export function hasSpace(left, right) {
  return left.spaced && right.text !== "," && right.text !== ")" && left.text !== "(" && right.text !== ";";
}
