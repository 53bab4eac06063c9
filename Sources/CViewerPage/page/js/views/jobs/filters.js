import { el, replace, visible } from "../../dom.js";
import { STATES, stateOf } from "./state.js";

/** Queue, type and state, and the scale of the lines; all of it is in the address. */
export function jobFilters(context, onFilter, onScale) {
  const seen = { queue: new Set(), type: new Set(), state: new Set() };
  const queue = choice("queue", "All queues", "Queue");
  const type = choice("type", "All types", "Type");
  const states = el("div", { class: "chips", role: "group", "aria-label": "State" }, Object.keys(STATES).map((name) => stateChip(name)));
  const same = el("button", { class: "chip", type: "button", title: "One scale for all lines, so that their lengths compare", onclick: toggleScale }, "Same scale");
  const element = el("div", { class: "toolbar" }, queue, type, states, el("span", { class: "grow" }), same);
  read();

  function choice(key, all, label) {
    return el("select", {
      class: "field job-choice", "aria-label": label, data: { key, all },
      onchange: (event) => set({ [key]: event.target.value })
    });
  }

  function stateChip(name) {
    const { glyph, text } = stateOf(name);
    return el("button", { class: "chip", type: "button", data: { state: name }, onclick: () => set({ state: context.query.get("state") === name ? null : name }) },
      el("span", { class: "job-glyph", "aria-hidden": "true" }, glyph), text);
  }

  function set(values) {
    context.setQuery(values);
    read();
    onFilter();
  }

  function toggleScale() {
    context.setQuery({ scale: scale() === "same" ? null : "same" });
    read();
    onScale();
  }

  function scale() {
    return context.query.get("scale") === "same" ? "same" : "own";
  }

  function read() {
    for (const select of [queue, type]) fill(select);
    for (const chip of states.children) {
      const isChosen = chip.dataset.state === context.query.get("state");
      chip.setAttribute("aria-pressed", String(isChosen));
      chip.hidden = !isChosen && !seen.state.has(chip.dataset.state);
    }
    same.setAttribute("aria-pressed", String(scale() === "same"));
  }

  /** The options are what was ever seen here: a filter must not take away the ways out of it. */
  function fill(select) {
    const { key, all } = select.dataset;
    const chosen = context.query.get(key) ?? "";
    const names = [...new Set([...seen[key], ...(chosen ? [chosen] : [])])].sort();
    const text = names.join("\u0000");
    if (select.dataset.names !== text) {
      select.dataset.names = text;
      replace(select, el("option", { value: "" }, all), names.map((name) => el("option", { value: name }, visible(name))));
    }
    select.value = chosen;
  }

  function learn(jobs) {
    for (const job of jobs) {
      if (job.queue) seen.queue.add(job.queue);
      if (job.type) seen.type.add(job.type);
      seen.state.add(Object.hasOwn(STATES, job.state) ? job.state : "unknown");
    }
    read();
  }

  const values = () => ({ queue: context.query.get("queue"), type: context.query.get("type"), state: context.query.get("state") });
  return {
    element,
    learn,
    read,
    scale,
    values,
    isFiltering: () => Object.values(values()).some(Boolean),
    clear: () => set({ queue: null, type: null, state: null })
  };
}
