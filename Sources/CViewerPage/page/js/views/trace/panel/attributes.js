// Attributes in groups, each with what can be done about it: searched for, copied, opened when it is an address of the web.
import { el, visible, webAddress } from "../../../dom.js";
import { value, valueType } from "../../../format.js";
import { copyButton } from "../../../parts.js";
import { queryString } from "../../../api.js";
import { term } from "../../../query.js";
import { sqlBlock } from "./sql.js";

const GROUPS = [
  ["Error", /^(error|exception)\./],
  ["HTTP", /^(http|url|user_agent)\./],
  ["Database", /^(db|throughline\.db)\./],
  ["Messaging and jobs", /^(messaging|throughline\.(job|inbox))\./],
  ["Mail", /^throughline\.mail\./],
  ["RPC", /^rpc\./],
  ["Network", /^(network|server|client|net|tls|peer|dns)\./],
  ["Code", /^(code|thread|process)\./]
];
const LONG = 600;

/** Sections of attributes, `[{key, value}]`. */
export function attributeGroups(attributes) {
  const groups = new Map(GROUPS.map(([title]) => [title, []]));
  groups.set("Other", []);
  for (const attribute of attributes) {
    const found = GROUPS.find(([, pattern]) => pattern.test(attribute.key));
    groups.get(found ? found[0] : "Other").push(attribute);
  }
  const used = [...groups].filter(([, members]) => members.length > 0);
  return used.map(([title, members]) => el("section", { class: "attributes" },
    used.length > 1 || title !== "Other" ? el("h3", null, title) : null, attributeList(members)));
}

/** A plain list of attributes; `searchable` ones lead to a search for the same value. */
export function attributeList(attributes, { searchable = true } = {}) {
  return el("dl", { class: "attribute-list" }, attributes.map((attribute) => el("div", { class: "attribute" },
    el("dt", null, el("bdi", { title: valueType(attribute.value) }, breakable(attribute.key))),
    el("dd", null, shownValue(attribute), el("span", { class: "attribute-actions" },
      searchable && isPlain(attribute.value) ? el("a", {
        class: "button quiet icon small copy", title: "Traces with this value", "aria-label": `Search for this value of ${visible(attribute.key)}`,
        href: `/${queryString({ q: term(attribute.key, "=", value(attribute.value)) })}`
      }, "⌕") : null,
      copyButton(`Copy the value of ${visible(attribute.key)}`, () => value(attribute.value)))))));
}

/** A key that may break after its dots. */
function breakable(key) {
  return visible(key).split(/(?<=\.)/).flatMap((part, index) => (index === 0 ? [part] : [el("wbr"), part]));
}

function isPlain(item) {
  return item !== null && typeof item !== "object" && String(item).length <= 200 && String(item) !== "";
}

function shownValue({ key, value: item }) {
  const text = value(item);
  if (key === "db.query.text" || key === "db.statement") return sqlBlock(text);
  if (/stacktrace$/.test(key)) return el("pre", { class: "stack" }, visible(text));
  if (text === "") return el("span", { class: "faint" }, typeof item === "string" ? "empty text" : "empty");
  const address = typeof item === "string" ? webAddress(item) : null;
  if (address) return el("a", { class: "attribute-value", href: address, target: "_blank", rel: "noopener noreferrer" }, el("bdi", null, visible(text)));
  if (text.length > LONG) return longText(text);
  return el("bdi", { class: `attribute-value is-${valueType(item)}` }, visible(text));
}

/** The beginning, and the rest on demand. */
export function longText(text) {
  const box = el("span", { class: "attribute-value" }, el("bdi", null, visible(text.slice(0, LONG)), "…"), " ");
  box.append(el("button", { class: "button small", type: "button", onclick: () => box.replaceChildren(el("bdi", null, visible(text))) }, `Show all ${text.length} characters`));
  return box;
}
