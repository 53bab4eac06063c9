// What the viewer found out about the trace, as a bar with ways to it.
import { el, replace, visible } from "../../dom.js";
import { duration, percent, plural } from "../../format.js";

const FIRST = 1;

/** `ongo(finding)` goes to the rows. */
export function findingBar(trace, { ongo }) {
  const element = el("div", { class: "findings", role: "region", "aria-label": "Findings" });
  let isOpen = false;

  function draw() {
    const all = [...trace.findings].sort((a, b) => b.duration - a.duration);
    element.hidden = all.length === 0;
    const seen = isOpen ? all : all.slice(0, FIRST);
    replace(element, seen.map((finding) => el("div", { class: "finding" },
      el("span", { class: "badge warning" }, finding.kind === "repeated-request" ? "Same request again" : finding.kind === "repeated-query" ? "N+1" : visible(finding.kind)),
      el("span", { class: "finding-text" }, el("strong", null, `${plural(finding.count, "×", "×")} `), el("bdi", { class: "mono" }, visible(finding.name)),
        finding.parent >= 0 ? [" below ", el("bdi", null, visible(trace.nameOf(finding.parent)))] : null,
        `, ${duration(finding.duration)} in all${trace.summary.duration > 0 ? ` · ${percent(Math.min(1, finding.duration / trace.summary.duration))}` : ""}`),
      el("button", { class: "button small", type: "button", onclick: () => ongo(finding) }, "Show"))),
    all.length > FIRST ? el("button", { class: "button quiet small", type: "button", onclick: () => { isOpen = !isOpen; draw(); } }, isOpen ? "Fewer" : `${all.length - FIRST} more`) : null);
  }

  draw();
  return {
    element,
    show(next) {
      trace = next;
      draw();
    }
  };
}
