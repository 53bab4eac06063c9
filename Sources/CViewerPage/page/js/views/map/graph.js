/**
 * The map with a key for each node, and the keys of its ends for each edge. A service and a queue may have one name: the kind is
 * part of the key. An edge that does not say the kind of an end means the service of that name, or whatever has it.
 */
export function identified(map) {
  const nodes = new Map();
  for (const node of map.nodes) {
    const key = `${node.kind} ${node.name}`;
    if (!nodes.has(key)) nodes.set(key, { ...node, key });
  }
  const byName = new Map();
  for (const node of nodes.values()) {
    if (!byName.has(node.name) || node.kind === "service") byName.set(node.name, node.key);
  }
  const end = (kind, name) => (nodes.has(`${kind} ${name}`) ? `${kind} ${name}` : byName.get(name));
  const edges = map.edges.map((edge) => ({ ...edge, fromKey: end(edge.fromKind, edge.from), toKey: end(edge.toKind, edge.to) }));
  return { nodes: [...nodes.values()], edges: edges.filter((edge) => edge.fromKey !== undefined && edge.toKey !== undefined) };
}
