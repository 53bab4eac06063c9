import { svg } from "../../dom.js";
import { count, duration, percent } from "../../format.js";
import { isTroubled, sentence, share } from "./words.js";

const LABELS_OF_ALL = 30;
const CHARACTER = 6;
const LINE = 14;

/** The drawing of the edges: the more calls the thicker; those in trouble are dashed and have a cross. `isFaint(edge)` steps back. */
export function mapEdges(layout, isFaint, isNear) {
  const most = Math.max(1, ...layout.links.map(({ edge }) => edge.count));
  const isCrowded = layout.links.length > LABELS_OF_ALL;
  const image = svg("svg", { class: "map-edges", width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}`, "aria-hidden": "true" });
  const labels = [];
  const taken = layout.nodes.map(({ x, y, width, height }) => ({ left: x, right: x + width, top: y, bottom: y + height }));
  for (const { edge, d, arrow, places } of layout.links) {
    const width = 1.25 + 4.5 * Math.sqrt(edge.count / most);
    const classes = ["map-edge", isTroubled(edge) ? "is-troubled" : "", isFaint(edge) ? "is-faint" : ""].filter(Boolean).join(" ");
    image.append(svg("g", { class: classes },
      svg("path", { class: "map-line", d, "stroke-width": width.toFixed(2) }),
      svg("polygon", { class: "map-arrow", points: arrow }),
      svg("path", { class: "map-touch", d }, svg("title", null, `${edge.from} → ${edge.to}, ${edge.kind}: ${sentence(edge)}`))));
    if (!isFaint(edge) && (!isCrowded || isNear(edge))) {
      const text = `${count(edge.count)} · ${duration(edge.p95)}`;
      const errors = edge.errors > 0 ? `✕ ${percent(share(edge))}` : "";
      const place = freePlace(places, (text.length + errors.length) * CHARACTER + (errors ? 5 : 0), width, taken);
      labels.push(svg("text", { class: "map-label", x: place.x, y: place.y, "text-anchor": "middle" },
        text, errors ? svg("tspan", { class: "map-label-error", dx: "5" }, errors) : null));
    }
  }
  // On top of all lines.
  image.append(...labels);
  return image;
}

/** The first place at which a label covers no other one and no node; the best one where there is none. */
function freePlace(places, width, thickness, taken) {
  const boxes = places.map(({ x, y }) => {
    const bottom = y - thickness / 2 - 2;
    return { left: x - width / 2, right: x + width / 2, top: bottom - LINE, bottom };
  });
  const box = boxes.find((candidate) => !taken.some((other) => overlaps(candidate, other))) ?? boxes[0];
  taken.push(box);
  return { x: (box.left + box.right) / 2, y: box.bottom - 3 };
}

function overlaps(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
