// The viewer's own JSON API, and its stream of changes.

export class APIError extends Error {
  constructor(message, status, position) {
    super(message);
    this.status = status;
    this.position = position;
  }
}

/** The JSON of a GET, with parameters that are null, undefined or "" left out. */
export async function get(path, parameters, { signal } = {}) {
  return answer(await request(`/api${path}${queryString(parameters)}`, { signal }));
}

/** A call that changes something. */
export async function send(method, path, body) {
  const headers = { "X-Throughline": "1" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  return answer(await request(`/api${path}`, { method, headers, body }));
}

export function queryString(parameters) {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters ?? {})) {
    if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

async function request(address, options) {
  try {
    return await fetch(address, { ...options, cache: "no-store", credentials: "omit" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new APIError("The viewer does not answer. Is it still running?", 0);
  }
}

async function answer(response) {
  if (response.status === 204) return null;
  let body = null;
  try {
    body = await response.json();
  } catch {
    if (response.ok) throw new APIError("The viewer's answer is not JSON.", response.status);
  }
  if (response.ok) return body;
  throw new APIError(body?.error?.message ?? `The viewer answered ${response.status}.`, response.status, body?.error?.position);
}

const listeners = new Set();
const watchers = new Set();
let source = null;
let retry = 0;

/** Calls `listener` with `{traces, more, total}` at each change; returns what ends that. All listeners share one stream. */
export function subscribe(listener) {
  listeners.add(listener);
  connect();
  return () => listeners.delete(listener);
}

/** Calls `watcher` with "open" or "closed" as the stream comes and goes. */
export function watchConnection(watcher) {
  watchers.add(watcher);
  connect();
  return () => watchers.delete(watcher);
}

function connect() {
  if (source) return;
  source = new EventSource("/api/live");
  source.addEventListener("open", () => {
    retry = 0;
    for (const watcher of watchers) watcher("open");
  });
  source.addEventListener("changed", (event) => {
    let change = null;
    try {
      change = JSON.parse(event.data);
    } catch {
      return;
    }
    for (const listener of listeners) listener(change);
  });
  source.addEventListener("error", () => {
    for (const watcher of watchers) watcher("closed");
    // The browser tries again by itself, unless the answer was one that it takes for final.
    if (source.readyState !== EventSource.CLOSED) return;
    source = null;
    retry = Math.min(retry + 1, 5);
    setTimeout(connect, 1000 * retry);
  });
}
