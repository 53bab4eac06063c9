// The keyboard, and the dialog that says what it does. Views add their keys while they are shown.
import { el, replace } from "./dom.js";

const groups = [];

/**
 * Adds keys: `bindings` are `{keys: ["j", "ArrowDown"], text: "next span", run(event), when?()}`. `run` may return false for "not mine".
 * Returns what takes them away.
 */
export function addKeys(title, bindings) {
  const group = { title, bindings };
  groups.push(group);
  return () => {
    const index = groups.indexOf(group);
    if (index >= 0) groups.splice(index, 1);
  };
}

export function installKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    for (const group of [...groups].reverse()) {
      for (const binding of group.bindings) {
        if (!binding.run || !binding.keys.includes(event.key) || (binding.when && !binding.when(event))) continue;
        if (binding.run(event) === false) continue;
        event.preventDefault();
        return;
      }
    }
  });
}

function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

const NAMES = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", Enter: "↵", " ": "Space" };

const SEARCH = [
  ["order", "full text: names, values, events, log lines"],
  ["\"card refused\"", "words that stand together"],
  ["http.route=/orders/{id}", "an attribute is; != is not"],
  ["db.query.text~insert*orders", "contains, with * for anything"],
  ["duration>100ms", "also >=, <, <=, with ns, us, ms, s"],
  ["exception.type:*", "there is such an attribute"],
  ["service=shop status=error", "one span has both"],
  ["{service=shop} {db.system.name=sqlite}", "one span has this, another that"],
  ["-http.route=/health", "not; OR and parentheses work too"],
  ["trace.spans>1 trace.errors>0", "of the whole trace; also trace.duration, root"]
];

/** The help: every key that works at the moment, and the language of searches. */
export function showHelp() {
  const dialog = el("dialog", { "aria-label": "Help" });
  const close = el("button", { class: "button quiet", type: "button", onclick: () => dialog.close() }, "Close");
  const sections = groups.map((group) => el("section", null, el("h3", null, group.title),
    el("dl", null, group.bindings.filter((binding) => binding.text).map((binding) => [
      el("dt", null, binding.keys.map((key) => el("kbd", null, NAMES[key] ?? key))),
      el("dd", null, binding.text)
    ]))));
  const language = el("section", { class: "keys-search" }, el("h3", null, "Search"),
    el("dl", null, SEARCH.map(([term, text]) => [el("dt", null, el("code", null, term)), el("dd", null, text)])));
  replace(dialog,
    el("header", null, el("h2", null, "Keyboard and search"), close),
    el("div", { class: "body keys" }, sections, language));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
}
