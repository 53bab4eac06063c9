// The shell: finds the view of the address, draws it, and takes it away again.
import { el, replace } from "./dom.js";
import { watchConnection } from "./api.js";
import { addKeys, installKeys, showHelp } from "./keys.js";
import { installTheme, next as nextTheme } from "./theme.js";
import { empty, failure, view } from "./parts.js";

// A view is a module that exports `render(root, params, context)`; see `Context`. It is loaded when it is first shown.
const VIEWS = [
  { path: /^\/$/, title: "Traces", load: () => import("./views/traces.js") },
  { path: /^\/traces\/(?<id>[^/]+)$/, title: "Trace", nav: "/", load: () => import("./views/trace/trace.js") },
  { path: /^\/compare\/(?<id>[^/]+)$/, title: "Compare", nav: "/", load: () => import("./views/trace/compare.js") },
  { path: /^\/routes$/, title: "Routes", load: () => import("./views/routes.js") },
  { path: /^\/map$/, title: "Map", load: () => import("./views/map.js") },
  { path: /^\/jobs$/, title: "Jobs", load: () => import("./views/jobs.js") },
  { path: /^\/mails$/, title: "Mail", load: () => import("./views/mails.js") },
  { path: /^\/logs$/, title: "Logs", load: () => import("./views/logs.js") },
  { path: /^\/metrics(?:\/(?<name>[^/]+))?$/, title: "Metrics", nav: "/metrics", load: () => import("./views/metrics.js") },
  { path: /^\/exporters$/, title: "Exporters", load: () => import("./views/exporters.js") }
];

const main = document.getElementById("main");
const announcer = document.getElementById("announcer");
let shown = null;
let generation = 0;

/** What a view is given besides its element and the parts of its path. */
class Context {
  /** Aborted when the view goes: pass it to `get`. */
  #abort = new AbortController();

  get signal() {
    return this.#abort.signal;
  }

  /** The parameters of the address. */
  get query() {
    return new URLSearchParams(location.search);
  }

  /** Sets parameters of the address, without drawing anew; null and "" take one away. `push` makes a step for "back". */
  setQuery(values, { push = false } = {}) {
    if (this.signal.aborted) return;
    const search = this.query;
    for (const [key, value] of Object.entries(values)) {
      if (value === null || value === undefined || value === "") search.delete(key);
      else search.set(key, String(value));
    }
    const text = search.toString();
    const address = location.pathname + (text ? `?${text}` : "");
    if (address === location.pathname + location.search) return;
    history[push ? "pushState" : "replaceState"](null, "", address);
  }

  navigate(address) {
    navigate(address);
  }

  /** Draws the view anew. */
  reload() {
    if (this.signal.aborted) return;
    leave();
    show(scrollY);
  }

  title(text) {
    document.title = text ? `${text} · Throughline` : "Throughline";
  }

  /** Tells a screen reader, politely. */
  announce(text) {
    announcer.textContent = text;
  }

  end() {
    this.#abort.abort();
  }
}

/** Goes to an address of this page. */
export function navigate(address, { replaces = false } = {}) {
  if (address === location.pathname + location.search) return;
  history.replaceState({ scroll: scrollY }, "");
  history[replaces ? "replaceState" : "pushState"](null, "", address);
  show(0, true);
}

/** `scroll` is how far down the page is to be when it is drawn; the focus goes to its begin when somebody chose to come here. */
async function show(scroll, moves = false) {
  const mine = ++generation;
  const path = location.pathname.length > 1 ? location.pathname.replace(/\/+$/, "") || "/" : "/";
  const found = VIEWS.find((candidate) => candidate.path.test(path));

  // The same view with other parameters: it may know how to change without being drawn anew.
  if (shown && shown.view === found && shown.path === path && shown.update) {
    shown.update(new URLSearchParams(location.search));
    return;
  }
  leave();
  mark(found?.nav ?? path);
  if (!found) {
    document.title = "Not found · Throughline";
    replace(main, view(empty("There is no such page", "The address may be of an older version.")));
    return;
  }

  const context = new Context();
  shown = { view: found, path, context };
  context.title(found.title);
  const root = el("div", { class: "root" });
  replace(main, root);
  if (moves) main.focus({ preventScroll: true });
  scrollTo(0, 0);
  try {
    const module = await found.load();
    if (mine !== generation) return;
    const result = await module.render(root, parameters(found.path.exec(path)), context);
    const ended = typeof result === "function" ? { cleanup: result } : result ?? {};
    if (mine !== generation) {
      ended.cleanup?.();
      return;
    }
    Object.assign(shown, ended);
    if (scroll > 0) scrollTo(0, scroll);
  } catch (error) {
    if (mine !== generation || error.name === "AbortError") return;
    console.error(error);
    replace(root, view(failure(error, () => context.reload())));
  }
}

function leave() {
  if (!shown) return;
  shown.context.end();
  shown.cleanup?.();
  shown = null;
}

function parameters(match) {
  const found = {};
  for (const [key, value] of Object.entries(match.groups ?? {})) {
    try {
      if (value !== undefined) found[key] = decodeURIComponent(value);
    } catch {
      found[key] = value;
    }
  }
  return found;
}

function mark(path) {
  for (const link of document.querySelectorAll(".nav a")) {
    if (link.getAttribute("href") === path) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else {
      link.removeAttribute("aria-current");
    }
  }
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("a[href]");
  if (!link || link.hasAttribute("target") || link.hasAttribute("download") || link.getAttribute("href").startsWith("#")) return;
  // By its attribute: a link of a drawing has no parts of an address.
  const address = new URL(link.getAttribute("href"), location.href);
  if (address.origin !== location.origin || address.pathname.startsWith("/api/")) return;
  event.preventDefault();
  navigate(address.pathname + address.search);
});

// Where somebody was in a list is where "back" leads, though it is drawn anew.
history.scrollRestoration = "manual";
addEventListener("popstate", (event) => show(event.state?.scroll ?? 0));

const live = document.getElementById("live");
watchConnection((state) => {
  live.dataset.state = state;
  live.textContent = state === "open" ? "Live" : "Not connected";
});

const themeButton = document.getElementById("theme");
installTheme(themeButton);
document.getElementById("help").addEventListener("click", showHelp);
addKeys("Everywhere", [
  { keys: ["?"], text: "this help", run: showHelp },
  { keys: ["t"], text: "light, dark, as the system", run: () => nextTheme(themeButton) },
  ...[["1", "/"], ["2", "/routes"], ["3", "/map"], ["4", "/jobs"], ["5", "/mails"], ["6", "/logs"], ["7", "/metrics"], ["8", "/exporters"]]
    .map(([key, path]) => ({ keys: [key], run: () => navigate(path) })),
  { keys: ["1", "…", "8"], text: "views, from left to right" }
]);
installKeys();

show(history.state?.scroll ?? 0);
