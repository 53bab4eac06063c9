// The service map: who calls whom, how often, how long, and with how many errors.
import { el, replace } from "../dom.js";
import { get } from "../api.js";
import { empty, failure, heading, view } from "../parts.js";
import { rangeChoice } from "../range.js";
import { refreshing } from "../refresh.js";
import { howToSend } from "../status.js";
import { identified } from "./map/graph.js";
import { layoutOf } from "./map/layout.js";
import { mapEdges } from "./map/map-edges.js";
import { mapNode } from "./map/map-node.js";
import { mapTable } from "./map/map-table.js";
import { nodePanel } from "./map/node-panel.js";

export function render(root, params, context) {
  let map = null;
  let drawn = "";
  let hasScrolled = false;
  const notice = el("div");
  const toggle = el("button", { class: "chip", type: "button", onclick: () => {
    context.setQuery({ as: isTable() ? null : "table" });
    draw();
  } }, "As a table");
  const range = rangeChoice(context, () => refresh.reload());
  const canvas = el("div", { class: "map-canvas" });
  const frame = el("div", { class: "map-frame", role: "group", "aria-label": "Service map. Arrow keys go from node to node." }, canvas);
  const place = el("div", { class: "map-place" });
  const legend = el("p", { class: "map-legend" },
    "The thicker the line, the more calls. A dashed red line with ✕ has errors in at least 1 % of them. "
    + "On the line: calls, and the duration that 95 % stay below.");
  root.append(view(heading("Map", "Who calls whom."), el("div", { class: "toolbar" }, range.element, toggle), notice, frame, legend, place));

  const observer = new ResizeObserver(() => draw());
  observer.observe(frame);

  const refresh = refreshing({
    load: () => get("/map", { from: range.from() }, { signal: context.signal }),
    draw: (answer) => {
      map = identified(answer);
      notice.replaceChildren();
      draw();
      if (!map.nodes.length && range.isSet()) replace(notice, empty("Nothing in this time", "Nobody called anybody in it. Choose a longer one above."));
      else if (!map.nodes.length) nothing();
    },
    fail: (error, again) => replace(notice, failure(error, again))
  });

  function isTable() {
    return context.query.get("as") === "table";
  }

  function draw() {
    if (!map) return;
    const chosen = map.nodes.find((node) => node.key === context.query.get("node")) ?? null;
    const now = JSON.stringify([map, chosen?.key, isTable(), frame.clientWidth]);
    if (now === drawn) return;
    drawn = now;
    const isEmpty = map.nodes.length === 0;
    toggle.hidden = isEmpty;
    toggle.setAttribute("aria-pressed", String(isTable()));
    frame.hidden = isEmpty || isTable();
    legend.hidden = frame.hidden;
    if (!frame.hidden) drawMap(chosen);
    const focused = place.contains(document.activeElement);
    replace(place, isEmpty ? null : isTable() ? mapTable(map) : chosen ? nodePanel(chosen, map, () => choose(null)) : null);
    if (focused) place.querySelector("button, a")?.focus({ preventScroll: true });
  }

  function drawMap(chosen) {
    if (frame.clientWidth < 40) return;
    const layout = layoutOf(map, frame.clientWidth);
    const isNear = (edge) => Boolean(chosen) && (edge.fromKey === chosen.key || edge.toKey === chosen.key);
    const neighbours = new Set(map.edges.filter(isNear).flatMap((edge) => [edge.fromKey, edge.toKey]));
    const focused = canvas.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    canvas.style.width = `${layout.width}px`;
    canvas.style.height = `${layout.height}px`;
    replace(canvas,
      mapEdges(layout, (edge) => Boolean(chosen) && !isNear(edge), isNear),
      layout.nodes.map((item) => mapNode(item, {
        isChosen: item.node === chosen,
        isFaint: Boolean(chosen) && item.node !== chosen && !neighbours.has(item.node.key),
        choose,
        move: (node, arrow) => move(layout, node, arrow)
      })));
    if (focused !== null) focusNode(focused);
    if (!hasScrolled) {
      // Where not all of it fits, it begins with those that nobody calls.
      hasScrolled = true;
      const first = layout.nodes.filter((item) => (layout.isWide ? item.x : item.y) < 40);
      const middle = (key, size) => first.reduce((sum, item) => sum + item[key] + item[size] / 2, 0) / first.length;
      if (layout.isWide) frame.scrollTop = middle("y", "height") - frame.clientHeight / 2;
      else frame.scrollLeft = middle("x", "width") - frame.clientWidth / 2;
    }
  }

  function choose(key) {
    context.setQuery({ node: key });
    draw();
  }

  /** The nearest node in the direction of an arrow key. */
  function move(layout, node, arrow) {
    const here = layout.nodes.find((item) => item.node.key === node);
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[arrow] ?? [0, 0];
    let best = null;
    for (const item of layout.nodes) {
      const forward = (item.x - here.x) * dx + (item.y - here.y) * dy;
      const aside = Math.abs((item.x - here.x) * dy) + Math.abs((item.y - here.y) * dx);
      const distance = forward + aside * 2;
      if (forward > 1 && (!best || distance < best.distance)) best = { item, distance };
    }
    if (best) focusNode(best.item.node.key);
    return Boolean(best);
  }

  function focusNode(key) {
    [...canvas.querySelectorAll(".map-node")].find((node) => node.dataset.key === key)?.focus();
  }

  async function nothing() {
    const command = await howToSend();
    if (!map.nodes.length) replace(notice, empty(
      "Nobody calls anybody yet",
      "Services, databases, queues and what else your traces name appear here with the calls between them. Point your applications here:",
      command
    ));
  }

  return {
    cleanup() {
      refresh.stop();
      observer.disconnect();
    },
    update() {
      range.read();
      draw();
      refresh.reload();
    }
  };
}
