// A box for searches: completes fields and values, remembers what was asked, and shows where a search cannot be read.
import { el, replace, visible } from "./dom.js";
import { get } from "./api.js";
import { count } from "./format.js";
import { quoted, writing } from "./query.js";
import { load, save } from "./storage.js";

const HISTORY = 12;
let number = 0;

/**
 * `onsearch(text)` is called when a search is to be made. The result has the `element`, `input`, `value`, `showError(error)`
 * and `remember()`, which puts what stands there into the history of `name`.
 */
export function searchBox({ name, label, placeholder, value = "", onsearch }) {
  const id = `search-${number += 1}`;
  const input = el("input", {
    class: "field search-input", type: "text", id, placeholder, value, spellcheck: "false", autocomplete: "off", autocapitalize: "off",
    role: "combobox", "aria-label": label, "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list", "aria-describedby": `${id}-error`
  });
  const clear = el("button", { class: "button quiet icon small search-clear", type: "button", "aria-label": "Clear the search", hidden: !value, onclick: () => set("") }, "×");
  const list = el("ul", { class: "search-list menu", id: `${id}-list`, role: "listbox", "aria-label": "Suggestions", hidden: true });
  const error = el("p", { class: "search-error", id: `${id}-error`, role: "alert", hidden: true });
  const element = el("div", { class: "search" }, el("div", { class: "search-row" }, input, clear), list, error);

  let options = [];
  let chosen = -1;
  let asked = null;
  let timer = 0;

  input.addEventListener("input", () => {
    clear.hidden = input.value === "";
    error.hidden = true;
    clearTimeout(timer);
    timer = setTimeout(suggest, 90);
  });
  input.addEventListener("focus", () => { if (input.value === "") suggest(); });
  input.addEventListener("click", suggest);
  input.addEventListener("blur", () => { clearTimeout(timer); setTimeout(close, 120); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) suggest();
      else choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0 && !list.hidden) {
      accept(options[chosen]);
      event.preventDefault();
    } else if (event.key === "Enter") {
      submit();
    } else if (event.key === "Escape") {
      if (!list.hidden) close();
      else input.blur();
      event.stopPropagation();
    }
  });

  function set(text) {
    input.value = text;
    clear.hidden = text === "";
    submit();
  }

  function submit() {
    clearTimeout(timer);
    close();
    error.hidden = true;
    onsearch(input.value.trim());
  }

  async function suggest() {
    asked?.abort();
    asked = new AbortController();
    const caret = input.selectionStart ?? input.value.length;
    const place = writing(input.value, caret);
    const found = [];
    if (input.value.trim() === "") {
      found.push(...history(name).map((text) => ({ text, note: "before", whole: true })));
    }
    try {
      if (place.kind === "value") {
        if (place.prefix === "" || /=|~|:/.test(input.value[place.start - 1])) {
          const answer = await get(`/fields/${encodeURIComponent(place.key)}/values`, { prefix: place.prefix, limit: 12 }, { signal: asked.signal });
          found.push(...answer.values.map((item) => ({ text: quoted(item.value), label: String(item.value), note: count(item.spans), place, ends: true })));
        }
      } else {
        const answer = await get("/fields", { prefix: place.prefix, limit: 12 }, { signal: asked.signal });
        found.push(...answer.fields.map((item) => ({ text: item.key, label: item.key, note: item.type, place, ends: false })));
      }
    } catch {
      if (found.length === 0) return close();
    }
    if (document.activeElement !== input) return;
    show(found);
  }

  function show(found) {
    options = found;
    chosen = -1;
    if (found.length === 0) return close();
    replace(list, found.map((option, index) => el("li", {
      class: "search-option", role: "option", id: `${id}-${index}`, "aria-selected": "false",
      onmousedown: (event) => { event.preventDefault(); accept(option); }
    }, el("bdi", { class: "ellipsis" }, visible(option.label ?? option.text)), el("span", { class: "faint" }, option.note))));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function choose(index) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = (index + options.length + 1) % (options.length + 1);
    if (chosen === options.length) chosen = -1;
    const option = list.children[chosen];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function accept(option) {
    if (option.whole) return set(option.text);
    const text = input.value;
    const rest = text.slice(option.place.end);
    const addition = option.ends ? (rest === "" ? " " : "") : (/^(!=|>=|<=|=|~|>|<|:)/.test(rest) ? "" : "=");
    input.value = text.slice(0, option.place.start) + option.text + addition + rest;
    const caret = option.place.start + option.text.length + addition.length;
    input.setSelectionRange(caret, caret);
    clear.hidden = false;
    if (option.ends) submit();
    else suggest();
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  return {
    element,
    input,
    get value() { return input.value.trim(); },
    set value(text) {
      input.value = text;
      clear.hidden = text === "";
      error.hidden = true;
    },
    /** Says what cannot be read, and where. */
    showError(problem) {
      const text = input.value;
      const at = problem.position;
      const where = typeof at === "number" && at <= text.length
        ? el("code", { class: "search-where" }, text.slice(Math.max(0, at - 30), at), el("mark", null, text.slice(at, at + 1) || "␣"), text.slice(at + 1, at + 30))
        : null;
      replace(error, el("span", null, visible(problem.message)), where);
      error.hidden = false;
      input.setAttribute("aria-invalid", "true");
    },
    clearError() {
      error.hidden = true;
      input.removeAttribute("aria-invalid");
    },
    remember() {
      const text = input.value.trim();
      if (!text) return;
      save(`history.${name}`, [text, ...history(name).filter((item) => item !== text)].slice(0, HISTORY));
    }
  };
}

function history(name) {
  const stored = load(`history.${name}`, []);
  return Array.isArray(stored) ? stored.filter((item) => typeof item === "string").slice(0, HISTORY) : [];
}
