const MOST = 5000;

const keys = new WeakMap();

/** What makes a line itself: all of it, as log records have no id. */
export function keyOf(log) {
  let key = keys.get(log);
  if (!key) {
    key = JSON.stringify(log);
    keys.set(log, key);
  }
  return key;
}

/**
 * The lines that are there, newest first, and those that wait to be shown. The newest page is asked again and again: what is not
 * known yet is new, also where its time is earlier, as senders send when they like.
 */
export class LogLines {
  shown = [];
  next = null;
  isNew = true;
  isFull = false;
  #known = new Set();
  #waiting = [];

  get waiting() {
    return this.#waiting.length;
  }

  get isEmpty() {
    return this.shown.length === 0 && this.#waiting.length === 0;
  }

  /** The newest page. */
  receive({ logs, next }) {
    const found = logs.filter((log) => !this.#known.has(keyOf(log)));
    const isGap = !this.isEmpty && found.length === logs.length && logs.length > 0 && next;
    if (this.isEmpty) this.next = next ?? null;
    if (isGap) {
      // More came than fits a page: what is between is not known, so it is begun anew from here.
      this.shown = [];
      this.#known.clear();
      this.#waiting = [];
      this.next = next;
    }
    for (const log of found) this.#known.add(keyOf(log));
    this.#waiting.push(...found);
  }

  /** An older page. */
  append({ logs, next }) {
    const found = logs.filter((log) => !this.#known.has(keyOf(log)));
    for (const log of found) this.#known.add(keyOf(log));
    this.shown = sorted([...this.shown, ...found]);
    this.isFull = this.shown.length >= MOST;
    this.next = this.isFull ? null : next ?? null;
  }

  /** Shows what waits. */
  accept() {
    if (!this.#waiting.length) return;
    this.shown = sorted([...this.#waiting, ...this.shown]);
    this.#waiting = [];
    if (this.shown.length <= MOST) return;
    for (const log of this.shown.slice(MOST)) this.#known.delete(keyOf(log));
    this.shown.length = MOST;
    this.isFull = true;
    this.next = null;
  }
}

/** Newest first. Times are decimal numbers as text, longer than a number holds. */
function sorted(logs) {
  return logs.sort((a, b) => b.time.length - a.time.length || (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
}
