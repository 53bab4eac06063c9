import { el, svg, visible } from "../../dom.js";
import { duration, percent } from "../../format.js";
import { serviceClass } from "../../service.js";
import { isTroubled, kindOf, KINDS, sentence, share } from "./words.js";

/** Signs of the kinds: what it is must not hang on a colour. */
const SIGNS = {
  service: "M8 1.8 13.5 5v6L8 14.2 2.5 11V5zM2.5 5 8 8.2 13.5 5M8 8.2v6",
  database: "M3 4c0-1.2 2.2-2 5-2s5 .8 5 2-2.2 2-5 2-5-.8-5-2v8c0 1.2 2.2 2 5 2s5-.8 5-2V4M3 8c0 1.2 2.2 2 5 2s5-.8 5-2",
  messaging: "M2 4.5h12v7H2zM5 4.5v7M8 4.5v7M11 4.5v7",
  external: "M6.5 3H3v10h10V9.5M9 3h4v4M13 3 7.5 8.5"
};

/** A node: a button that tells more, over the drawing of the edges. */
export function mapNode({ node, x, y, width, height }, { isChosen, isFaint, choose, move }) {
  const kind = kindOf(node);
  const button = el(
    "button",
    {
      class: ["map-node", `is-${kind}`, kind === "service" ? serviceClass(node.name) : "", isTroubled(node) ? "is-troubled" : "", isFaint ? "is-faint" : ""].filter(Boolean).join(" "),
      type: "button",
      "aria-pressed": String(isChosen),
      "aria-label": `${KINDS[kind]} ${visible(node.name)}: ${sentence(node)}`,
      title: visible(node.name),
      data: { key: node.key },
      onclick: () => choose(isChosen ? null : node.key),
      onkeydown: (event) => {
        if (event.key.startsWith("Arrow") && move(node.key, event.key)) event.preventDefault();
      }
    },
    svg("svg", { class: "map-sign", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: SIGNS[kind] })),
    el("span", { class: "map-words" },
      el("span", { class: "map-name" }, visible(node.name)),
      el("span", { class: "map-numbers" }, `p95 ${duration(node.p95)}`, node.errors > 0 ? el("span", { class: "is-error" }, ` ✕ ${percent(share(node))}`) : null)));
  Object.assign(button.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
  return button;
}
