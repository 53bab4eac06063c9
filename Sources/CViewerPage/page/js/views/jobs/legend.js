import { el } from "../../dom.js";

/** What the pieces of a line mean. */
export function jobLegend() {
  return el("ul", { class: "job-legend", "aria-label": "What the lines show" }, [
    ["wait", "waits"],
    ["attempt", "attempt"],
    ["attempt is-failed", "failed attempt"],
    ["pause", "pause before the next"],
    ["open", "not over yet"]
  ].map(([kind, text]) => el("li", null, el("span", { class: "job-sample" }, el("span", { class: `job-${kind}` })), text)));
}
