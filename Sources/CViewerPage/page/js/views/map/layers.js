/**
 * A graph in layers, by the direction of its calls: `{ layers: [[vertex…]…], links }`. A vertex is `{ key, node? }`; those without a
 * node are where an edge passes a layer. A link is `{ edge, path: [vertex…], isReversed }`: edges that close a circle run against
 * the layers. Edges from a node to itself have no link. The same graph gives the same layers, whatever the order it comes in.
 */
export function layered(nodes, edges) {
  const keys = nodes.map((node) => node.key).sort();
  const between = edges
    .filter((edge) => edge.fromKey !== edge.toKey)
    .sort((a, b) => compare(a.fromKey, b.fromKey) || compare(a.toKey, b.toKey) || compare(a.kind, b.kind));
  const reversed = circleClosing(keys, between);
  const forward = between.map((edge) => (reversed.has(edge)
    ? { edge, from: edge.toKey, to: edge.fromKey, isReversed: true }
    : { edge, from: edge.fromKey, to: edge.toKey, isReversed: false }));
  const depth = depths(keys, forward);

  const layers = [];
  const vertices = new Map();
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const place = (vertex, layer) => {
    (layers[layer] ??= []).push(vertex);
    vertex.layer = layer;
    return vertex;
  };
  for (const key of keys) vertices.set(key, place({ key, node: byKey.get(key) }, depth.get(key)));
  const links = forward.map(({ edge, from, to, isReversed }) => {
    const path = [vertices.get(from)];
    for (let layer = depth.get(from) + 1; layer < depth.get(to); layer += 1) path.push(place({ key: `${from}\u0000${to}\u0000${edge.kind}\u0000${layer}` }, layer));
    path.push(vertices.get(to));
    return { edge, path, isReversed };
  });
  return { layers, links };
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The edges that lead back to where one comes from, found by walking the graph from those that nobody calls. */
function circleClosing(keys, edges) {
  const called = new Set(edges.map((edge) => edge.toKey));
  const outgoing = new Map(keys.map((key) => [key, []]));
  for (const edge of edges) outgoing.get(edge.fromKey).push(edge);
  // Of a circle, the one that calls most begins.
  const calls = (key) => outgoing.get(key).reduce((sum, edge) => sum + edge.count, 0);
  const starts = [...keys].sort((a, b) => called.has(a) - called.has(b) || calls(b) - calls(a));
  const state = new Map();
  const found = new Set();
  for (const start of starts) {
    if (state.has(start)) continue;
    // Without recursion: a chain of thousands of services must not exhaust the stack.
    const stack = [{ key: start, next: 0 }];
    state.set(start, "open");
    while (stack.length) {
      const top = stack.at(-1);
      const edge = outgoing.get(top.key)[top.next];
      top.next += 1;
      if (!edge) {
        state.set(top.key, "done");
        stack.pop();
      } else if (state.get(edge.toKey) === "open") {
        found.add(edge);
      } else if (!state.has(edge.toKey)) {
        state.set(edge.toKey, "open");
        stack.push({ key: edge.toKey, next: 0 });
      }
    }
  }
  return found;
}

/** The layer of each: one further than the furthest of those that call it. */
function depths(keys, edges) {
  const depth = new Map(keys.map((key) => [key, 0]));
  const waiting = new Map(keys.map((key) => [key, 0]));
  const outgoing = new Map(keys.map((key) => [key, []]));
  for (const edge of edges) {
    waiting.set(edge.to, waiting.get(edge.to) + 1);
    outgoing.get(edge.from).push(edge);
  }
  const ready = keys.filter((key) => waiting.get(key) === 0);
  while (ready.length) {
    const key = ready.shift();
    for (const { to } of outgoing.get(key)) {
      depth.set(to, Math.max(depth.get(to), depth.get(key) + 1));
      waiting.set(to, waiting.get(to) - 1);
      if (waiting.get(to) === 0) ready.push(to);
    }
  }
  return depth;
}
