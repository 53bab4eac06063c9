import { arranged } from "./arrange.js";
import { layered } from "./layers.js";

const MARGIN = 20;
const WIDE = { width: 184, height: 54, gap: { node: 88, edge: 40 }, pitch: 300, most: 400 };
const NARROW = { width: 172, height: 54, gap: { node: 188, edge: 60 }, pitch: 132, most: 132 };

/**
 * Where everything is, in pixels: `{ width, height, nodes: [{ node, x, y, width, height }], links: [{ edge, d, places, arrow }] }`.
 * Calls run from left to right; where there is little room, from top to bottom. `places` are points of an edge for its label, the best first.
 */
export function layoutOf(map, room) {
  const isWide = room >= 700;
  const size = isWide ? WIDE : NARROW;
  const graph = layered(map.nodes, map.edges);
  const extent = arranged(graph, size.gap);
  const along = isWide ? size.width : size.height;
  const steps = Math.max(1, graph.layers.length - 1);
  const pitch = isWide ? Math.min(size.most, Math.max(size.pitch, (room - along - 2 * MARGIN) / steps)) : size.pitch;
  const point = (vertex) => (isWide
    ? { x: MARGIN + vertex.layer * pitch, y: MARGIN + vertex.across }
    : { x: MARGIN + vertex.across, y: MARGIN + vertex.layer * pitch });

  const nodes = graph.layers.flat().filter((vertex) => vertex.node).map((vertex) => ({ node: vertex.node, ...point(vertex), width: size.width, height: size.height }));
  return {
    isWide,
    width: (isWide ? (graph.layers.length - 1) * pitch : extent) + size.width + 2 * MARGIN,
    height: (isWide ? extent : (graph.layers.length - 1) * pitch) + size.height + 2 * MARGIN,
    nodes,
    links: withPorts(graph.links, size, isWide).map((link) => curve(link, point, size, isWide))
  };
}

/**
 * Where edges leave and reach their nodes: side by side along the node's side, in the order of where they come from, so that
 * they neither meet in one point nor cross on the way.
 */
function withPorts(links, size, isWide) {
  const room = (isWide ? size.height : size.width) - 20;
  const sides = new Map();
  for (const link of links) {
    link.ports = [0, 0];
    for (const [end, vertex, other] of [[0, link.path[0], link.path[1]], [1, link.path.at(-1), link.path.at(-2)]]) {
      const key = `${end}\u0000${vertex.key}`;
      if (!sides.has(key)) sides.set(key, []);
      sides.get(key).push({ link, end, from: other.across });
    }
  }
  for (const side of sides.values()) {
    side.sort((a, b) => a.from - b.from || (a.link.edge.fromKey < b.link.edge.fromKey ? -1 : 1));
    const step = Math.min(14, room / Math.max(1, side.length - 1));
    for (const [index, { link, end }] of side.entries()) link.ports[end] = (index - (side.length - 1) / 2) * step;
  }
  return links;
}

/** The curve of an edge from side to side, through the places where it passes layers. */
function curve({ edge, path, isReversed, ports }, point, size, isWide) {
  const along = isWide ? size.width : size.height;
  const across = (isWide ? size.height : size.width) / 2;
  // In coordinates along and across the layers, so that one rule serves both directions.
  const turn = ({ x, y }) => (isWide ? [x, y] : [y, x]);
  const places = path.map((vertex, index) => {
    const [start, side] = turn(point(vertex));
    const middle = side + across;
    if (index === 0) return [[start + along, middle + ports[0]]];
    if (index === path.length - 1) return [[start, middle + ports[1]]];
    return [[start, middle], [start + along, middle]];
  }).flat();
  const text = ([a, b]) => (isWide ? `${round(a)},${round(b)}` : `${round(b)},${round(a)}`);
  let d = `M${text(places[0])}`;
  for (let index = 1; index < places.length; index += 1) {
    const [from, to] = [places[index - 1], places[index]];
    const half = (from[0] + to[0]) / 2;
    d += `C${text([half, from[1]])} ${text([half, to[1]])} ${text(to)}`;
  }
  const tip = isReversed ? places[0] : places.at(-1);
  const back = isReversed ? 9 : -9;
  const arrow = [tip, [tip[0] + back, tip[1] - 5], [tip[0] + back, tip[1] + 5]].map(text).join(" ");
  return { edge, d, arrow, places: labelPlaces(places).map(([a, b]) => (isWide ? { x: a, y: b } : { x: b, y: a })) };
}

/** Points along an edge at which its label may stand, the best first: the middle of its flattest stretch. */
function labelPlaces(places) {
  const result = [];
  const stretches = places.slice(1).map((to, index) => [places[index], to]);
  stretches.sort((a, b) => Math.abs(a[1][1] - a[0][1]) - Math.abs(b[1][1] - b[0][1]));
  for (const share of [0.5, 0.64, 0.36, 0.78, 0.22]) {
    for (const [from, to] of stretches) {
      // The cubic curve of `curve`, whose control points lie half way.
      const eased = share * share * (3 - 2 * share);
      const along = share ** 3 + 1.5 * share * (1 - share);
      result.push([from[0] + (to[0] - from[0]) * along, from[1] + (to[1] - from[1]) * eased]);
    }
  }
  return result;
}

const round = (number) => Math.round(number * 10) / 10;
