/**
 * A graph in layers, by the direction of its calls: `{ layers: [[vertex…]…], links }`. A vertex is `{ key, node? }`; those without a
 * node are where an edge passes a layer. A link is `{ edge, path: [vertex…], isReversed }`: edges that close a circle run against
 * the layers. Edges from a node to itself have no link. The same graph gives the same layers, whatever the order it comes in.
 */
export function layered(nodes, edges) {
  const names = nodes.map((node) => node.name).sort();
  const known = new Set(names);
  const between = edges
    .filter((edge) => known.has(edge.from) && known.has(edge.to) && edge.from !== edge.to)
    .sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to) || compare(a.kind, b.kind));
  const reversed = circleClosing(names, between);
  const forward = between.map((edge) => (reversed.has(edge) ? { edge, from: edge.to, to: edge.from, isReversed: true } : { edge, from: edge.from, to: edge.to, isReversed: false }));
  const depth = depths(names, forward);

  const layers = [];
  const vertices = new Map();
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const place = (vertex, layer) => {
    (layers[layer] ??= []).push(vertex);
    vertex.layer = layer;
    return vertex;
  };
  for (const name of names) vertices.set(name, place({ key: name, node: byName.get(name) }, depth.get(name)));
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
function circleClosing(names, edges) {
  const called = new Set(edges.map((edge) => edge.to));
  const outgoing = new Map(names.map((name) => [name, []]));
  for (const edge of edges) outgoing.get(edge.from).push(edge);
  // Of a circle, the one that calls most begins.
  const calls = (name) => outgoing.get(name).reduce((sum, edge) => sum + edge.count, 0);
  const starts = [...names].sort((a, b) => called.has(a) - called.has(b) || calls(b) - calls(a));
  const state = new Map();
  const found = new Set();
  for (const start of starts) {
    if (state.has(start)) continue;
    // Without recursion: a chain of thousands of services must not exhaust the stack.
    const stack = [{ name: start, next: 0 }];
    state.set(start, "open");
    while (stack.length) {
      const top = stack.at(-1);
      const edge = outgoing.get(top.name)[top.next];
      top.next += 1;
      if (!edge) {
        state.set(top.name, "done");
        stack.pop();
      } else if (state.get(edge.to) === "open") {
        found.add(edge);
      } else if (!state.has(edge.to)) {
        state.set(edge.to, "open");
        stack.push({ name: edge.to, next: 0 });
      }
    }
  }
  return found;
}

/** The layer of each: one further than the furthest of those that call it. */
function depths(names, edges) {
  const depth = new Map(names.map((name) => [name, 0]));
  const waiting = new Map(names.map((name) => [name, 0]));
  const outgoing = new Map(names.map((name) => [name, []]));
  for (const edge of edges) {
    waiting.set(edge.to, waiting.get(edge.to) + 1);
    outgoing.get(edge.from).push(edge);
  }
  const ready = names.filter((name) => waiting.get(name) === 0);
  while (ready.length) {
    const name = ready.shift();
    for (const { to } of outgoing.get(name)) {
      depth.set(to, Math.max(depth.get(to), depth.get(name) + 1));
      waiting.set(to, waiting.get(to) - 1);
      if (waiting.get(to) === 0) ready.push(to);
    }
  }
  return depth;
}
