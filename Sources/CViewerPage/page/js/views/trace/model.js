// One trace as arrays by row, and which of its rows are to be seen. Nothing here knows the document.

const MISSING_PARENT = 1;
const REMOTE_PARENT = 2;
const CUT_CYCLE = 4;
const SAME_ID = 8;
const SKEWED = 16;

export class Trace {
  /** Of an answer of /api/traces/ID. */
  constructor(answer) {
    const rows = answer.spans;
    const at = Object.fromEntries(answer.columns.map((column, index) => [column, index]));
    const size = rows.length;
    this.summary = answer.summary;
    this.names = answer.names;
    this.services = answer.services;
    this.findings = answer.findings ?? [];
    this.truncated = answer.truncated ?? 0;
    this.begin = answer.start;
    this.size = size;
    this.ids = new Array(size);
    this.parent = new Int32Array(size);
    this.depth = new Int32Array(size);
    this.name = new Int32Array(size);
    this.service = new Int32Array(size);
    this.kind = new Uint8Array(size);
    this.status = new Uint8Array(size);
    this.start = new Float64Array(size);
    this.duration = new Float64Array(size);
    this.self = new Float64Array(size);
    this.critical = new Float64Array(size);
    this.links = new Int32Array(size);
    this.logs = new Int32Array(size);
    this.flags = new Int32Array(size);
    this.events = new Array(size);
    /** The first row after those below a row. */
    this.after = new Int32Array(size);
    this.children = new Int32Array(size);
    /** Which of its siblings a row is, from 1. */
    this.position = new Int32Array(size);
    this.errors = [];
    this.first = 0;
    this.last = answer.duration;
    let roots = 0;
    const open = [];
    for (let row = 0; row < size; row += 1) {
      const span = rows[row];
      const parent = span[at.parent];
      this.ids[row] = span[at.id];
      this.parent[row] = parent < row ? parent : -1;
      this.depth[row] = span[at.depth];
      this.name[row] = span[at.name];
      this.service[row] = span[at.service];
      this.kind[row] = span[at.kind];
      this.status[row] = span[at.status];
      this.start[row] = span[at.start];
      this.duration[row] = span[at.duration];
      this.events[row] = span[at.events] || null;
      this.links[row] = span[at.links];
      this.logs[row] = span[at.logs];
      this.flags[row] = span[at.flags];
      this.self[row] = span[at.self];
      this.critical[row] = span[at.critical];
      if (span[at.status] === 2) this.errors.push(row);
      if (span[at.start] < this.first) this.first = span[at.start];
      if (span[at.start] + span[at.duration] > this.last) this.last = span[at.start] + span[at.duration];
      while (open.length > 0 && this.depth[open[open.length - 1]] >= this.depth[row]) this.after[open.pop()] = row;
      open.push(row);
      this.position[row] = this.parent[row] < 0 ? (roots += 1) : (this.children[this.parent[row]] += 1);
    }
    while (open.length > 0) this.after[open.pop()] = size;
    this.roots = roots;
    if (this.last <= this.first) this.last = this.first + 1;
    this.collapsed = new Uint8Array(size);
    this.deepest = this.depth.reduce((most, depth) => Math.max(most, depth), 0);
    this.hasCritical = this.critical.some((time) => time > 0);
    this.only = null;
    this.rowsByID = null;
    this.visible = new Int32Array(0);
    this.indexes = new Int32Array(size);
    this.update();
  }

  nameOf(row) {
    return this.names[this.name[row]] ?? "";
  }

  serviceOf(row) {
    return this.services[this.service[row]] ?? "";
  }

  end(row) {
    return this.start[row] + this.duration[row];
  }

  siblings(row) {
    return this.parent[row] < 0 ? this.roots : this.children[this.parent[row]];
  }

  /** Whether the row's service is another one than its parent's: the trace went over a wire here. */
  entersService(row) {
    const parent = this.parent[row];
    return parent < 0 || this.service[parent] !== this.service[row];
  }

  /** The row of a span's id, the first where several have it, or -1. */
  rowOf(id) {
    if (!this.rowsByID) {
      this.rowsByID = new Map();
      for (let row = this.size - 1; row >= 0; row -= 1) this.rowsByID.set(this.ids[row], row);
    }
    return this.rowsByID.get(id) ?? -1;
  }

  /** What is odd about where the row stands, in words. */
  oddities(row) {
    const flags = this.flags[row];
    return [
      flags & MISSING_PARENT ? "its parent is not here" : null,
      flags & CUT_CYCLE ? "its parents form a circle, which was cut here" : null,
      flags & SAME_ID ? "another span has the same id" : null,
      flags & SKEWED ? "its clock does not fit its parent's" : null
    ].filter(Boolean);
  }

  isRemote(row) {
    return Boolean(this.flags[row] & REMOTE_PARENT);
  }

  // What is seen

  /** Counts the visible rows anew; `indexes` has where each stands, -1 for those that are not seen. */
  update() {
    const seen = new Int32Array(this.size);
    this.indexes.fill(-1);
    let length = 0;
    for (let row = 0; row < this.size;) {
      if (this.only && !this.only[row]) {
        row += 1;
        continue;
      }
      this.indexes[row] = length;
      seen[length] = row;
      length += 1;
      row = this.collapsed[row] && this.children[row] > 0 ? this.after[row] : row + 1;
    }
    this.visible = seen.subarray(0, length);
  }

  /** Shows only these rows and those above them; null shows all. */
  showOnly(rows) {
    if (rows === null) this.only = null;
    else {
      this.only = new Uint8Array(this.size);
      for (let row of rows) while (row >= 0 && !this.only[row]) {
        this.only[row] = 1;
        row = this.parent[row];
      }
    }
    this.update();
  }

  /** Opens what hides a row. Whether anything was. */
  reveal(row) {
    let changed = false;
    for (let above = this.parent[row]; above >= 0; above = this.parent[above]) {
      if (this.collapsed[above]) {
        this.collapsed[above] = 0;
        changed = true;
      }
    }
    if (this.only && !this.only[row]) {
      this.only = null;
      changed = true;
    }
    if (changed) this.update();
    return changed;
  }

  setCollapsed(row, isCollapsed) {
    this.collapsed[row] = isCollapsed && this.children[row] > 0 ? 1 : 0;
    this.update();
  }

  /** Closes all that is as deep as this or deeper, opens the rest. */
  collapseFrom(depth) {
    for (let row = 0; row < this.size; row += 1) this.collapsed[row] = this.children[row] > 0 && this.depth[row] >= depth ? 1 : 0;
    this.update();
  }

  /** The rows that fail below a closed one. */
  hiddenErrors(row) {
    if (!this.collapsed[row]) return 0;
    return lowerBound(this.errors, this.after[row]) - lowerBound(this.errors, row + 1);
  }
}

/** The first of a sorted list's indexes whose item is not below a value. */
export function lowerBound(list, value) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The item of a sorted list after or before a row, around its ends; null of an empty one. */
export function neighbour(list, row, forward) {
  if (list.length === 0) return null;
  const at = lowerBound(list, forward ? row + 1 : row);
  return forward ? list[at % list.length] : list[(at - 1 + list.length) % list.length];
}
