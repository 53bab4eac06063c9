// A choice of how far back a view looks, kept in the address.
import { el } from "./dom.js";

const RANGES = [["15", "Last 15 minutes"], ["60", "Last hour"], ["360", "Last 6 hours"], ["1440", "Last day"]];

/** `{element, from(), read()}`: `from()` is the API's time at which the range begins, or null for all that is stored. */
export function rangeChoice(context, onChange) {
  const element = el("select", { class: "field", "aria-label": "Time", onchange: () => {
    context.setQuery({ range: element.value });
    onChange();
  } }, el("option", { value: "" }, "All that is stored"), RANGES.map(([minutes, text]) => el("option", { value: minutes }, text)));

  function chosen() {
    return RANGES.find(([minutes]) => minutes === context.query.get("range"))?.[0] ?? "";
  }

  function read() {
    element.value = chosen();
  }

  read();
  return {
    element,
    read,
    isSet: () => chosen() !== "",
    from: () => (chosen() ? `${BigInt(Date.now() - Number(chosen()) * 60_000) * 1_000_000n}` : null)
  };
}
