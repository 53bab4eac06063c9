// The search within one trace, and the way from error to error.
import { el, replace } from "../../dom.js";
import { get } from "../../api.js";
import { count } from "../../format.js";
import { lowerBound, neighbour } from "./model.js";

/** `state.hits` becomes the set of rows found, or null. `ongo(row)` goes to one, `onchange()` draws anew. */
export function finder(traceID, state, { model, ongo, onchange, signal }) {
  const input = el("input", { class: "field finder-input", type: "search", placeholder: "Find in this trace", "aria-label": "Find in this trace", spellcheck: "false", autocomplete: "off" });
  const tally = el("span", { class: "finder-tally number", role: "status" });
  const only = el("button", { class: "button small", type: "button", "aria-pressed": "false", hidden: true, title: "Leave out all else (o)", onclick: () => toggleOnly() }, "Only these");
  const back = step("‹", "Previous hit (N)", () => goHit(false));
  const forth = step("›", "Next hit (n)", () => goHit(true));
  const element = el("div", { class: "finder", role: "search" }, input, tally, back, forth, only);
  const failed = el("span", { class: "finder-errors" });
  let hits = [];
  let asked = null;
  let timer = 0;
  let isOnly = false;

  function step(text, label, run) {
    return el("button", { class: "button quiet icon small", type: "button", "aria-label": label, title: label, hidden: true, onclick: run }, text);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, 140);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      clearTimeout(timer);
      if (timer) find().then(() => goHit(!event.shiftKey));
      else goHit(!event.shiftKey);
      timer = 0;
      event.preventDefault();
    } else if (event.key === "Escape") {
      if (input.value) {
        input.value = "";
        find();
      }
      input.blur();
      onchange(true);
      event.stopPropagation();
    }
  });

  async function find() {
    timer = 0;
    asked?.abort();
    const text = input.value.trim();
    input.removeAttribute("aria-invalid");
    if (!text) return found(null);
    asked = new AbortController();
    const mine = asked;
    signal.addEventListener("abort", () => mine.abort(), { once: true });
    try {
      const answer = await get(`/traces/${traceID}/search`, { q: text }, { signal: mine.signal });
      found([...answer.rows].sort((a, b) => a - b));
    } catch (error) {
      if (error.name === "AbortError") return;
      input.setAttribute("aria-invalid", "true");
      tally.textContent = error.status === 400 ? "not readable" : "no answer";
      tally.title = error.message;
    }
  }

  function found(rows) {
    hits = rows ?? [];
    state.hits = rows === null ? null : new Set(rows);
    if (isOnly) model().showOnly(rows);
    if (rows === null) isOnly = false;
    draw();
    onchange();
    if (hits.length > 0 && document.activeElement === input) ongo(at() >= 0 ? state.active : firstFrom(state.active), true);
  }

  function firstFrom(row) {
    return hits[lowerBound(hits, Math.max(0, row)) % hits.length];
  }

  function at() {
    const index = lowerBound(hits, state.active);
    return hits[index] === state.active ? index : -1;
  }

  function draw() {
    const isAsked = state.hits !== null;
    tally.title = "";
    tally.textContent = isAsked ? (at() >= 0 ? `${count(at() + 1)} / ${count(hits.length)}` : hits.length ? `${count(hits.length)} found` : "nothing") : "";
    for (const button of [back, forth, only]) button.hidden = hits.length === 0;
    only.setAttribute("aria-pressed", String(isOnly));
    const errors = model().errors;
    replace(failed, errors.length === 0 ? null : [
      el("span", { class: "badge error" }, `✗ ${count(errors.length)}`),
      el("button", { class: "button quiet icon small", type: "button", "aria-label": "Previous error (E)", title: "Previous error (E)", onclick: () => goError(false) }, "‹"),
      el("button", { class: "button quiet icon small", type: "button", "aria-label": "Next error (e)", title: "Next error (e)", onclick: () => goError(true) }, "›")
    ]);
  }

  function goHit(forward) {
    const row = neighbour(hits, state.active, forward);
    if (row !== null) ongo(row);
    draw();
  }

  function goError(forward) {
    const row = neighbour(model().errors, state.active, forward);
    if (row !== null) ongo(row);
  }

  function toggleOnly() {
    if (hits.length === 0) return;
    isOnly = !isOnly;
    model().showOnly(isOnly ? hits : null);
    draw();
    onchange();
  }

  draw();
  return {
    element,
    failed,
    input,
    goHit,
    goError,
    toggleOnly,
    draw,
    /** Looks again, in a trace that was read again. */
    again() {
      isOnly = false;
      if (input.value.trim()) find();
      else draw();
    }
  };
}
