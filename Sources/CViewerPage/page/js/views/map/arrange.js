const SWEEPS = 12;

/**
 * Puts the vertices of each layer into an order with few crossings, and gives each its place `across` the layers, in units of
 * which nodes need `gap.node` and passing edges `gap.edge`. The smallest place is 0. Returns the extent.
 */
export function arranged({ layers, links }, gap) {
  const before = new Map();
  const after = new Map();
  for (const { path } of links) {
    for (let index = 1; index < path.length; index += 1) {
      push(before, path[index], path[index - 1]);
      push(after, path[index - 1], path[index]);
    }
  }
  for (const layer of layers) layer.forEach((vertex, index) => { vertex.across = index; });
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const layer of sweep % 2 ? [...layers].reverse() : layers) order(layer, sweep % 2 ? after : before);
  }
  for (const layer of layers) place(layer, layer.map((_, index) => index * gap.node), gap);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const layer of sweep % 2 ? [...layers].reverse() : layers) {
      place(layer, layer.map((vertex) => mean([...(before.get(vertex) ?? []), ...(after.get(vertex) ?? [])].map((other) => other.across)) ?? vertex.across), gap);
    }
  }
  const all = layers.flat();
  const least = all.reduce((low, vertex) => Math.min(low, vertex.across), Infinity);
  for (const vertex of all) vertex.across -= least;
  return all.reduce((high, vertex) => Math.max(high, vertex.across), 0);
}

function push(map, key, value) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(value);
}

function mean(values) {
  return values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;
}

/** Sorts a layer by where its neighbours are, on average. */
function order(layer, neighbours) {
  const wish = new Map(layer.map((vertex, index) => [vertex, mean((neighbours.get(vertex) ?? []).map((other) => other.across)) ?? index]));
  layer.sort((a, b) => wish.get(a) - wish.get(b));
  layer.forEach((vertex, index) => { vertex.across = index; });
}

/**
 * As near to the wishes as the order and the distances allow: wishes that conflict are pooled and share their mean (the
 * pool-adjacent-violators algorithm).
 */
function place(layer, wishes, gap) {
  const offsets = [0];
  for (let index = 1; index < layer.length; index += 1) {
    const needed = (sizeOf(layer[index - 1], gap) + sizeOf(layer[index], gap)) / 2;
    offsets.push(offsets[index - 1] + needed);
  }
  const pools = [];
  for (const [index, wish] of wishes.entries()) {
    pools.push({ sum: wish - offsets[index], count: 1 });
    while (pools.length > 1 && pools.at(-2).sum / pools.at(-2).count > pools.at(-1).sum / pools.at(-1).count) {
      const last = pools.pop();
      pools.at(-1).sum += last.sum;
      pools.at(-1).count += last.count;
    }
  }
  let index = 0;
  for (const { sum, count } of pools) {
    for (let taken = 0; taken < count; taken += 1, index += 1) layer[index].across = sum / count + offsets[index];
  }
}

function sizeOf(vertex, gap) {
  return vertex.node ? gap.node : gap.edge;
}
