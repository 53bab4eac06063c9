// Keeps what a view shows as new as what the viewer holds.
import { subscribe } from "./api.js";

const SHORTEST = 1000;
// An answer that took long is not asked for again before it has rested for four times as long: a large store has more to do.
const REST = 4;

/**
 * Calls `load()` and hands its answer to `draw(answer)`, at first and whenever something came in, at most once a second, and
 * not while nobody looks. `every` asks again after so many milliseconds too; with `live: false` only that does. `fail(error, again)`
 * is called when it cannot be loaded, and `draw` after that when it can. Returns `{reload, stop}`; `reload()` loads at once, and
 * forgets what is under way.
 */
export function refreshing({ load, draw, fail, every, live = true }) {
  let generation = 0;
  let isLoading = false;
  let isStale = false;
  let last = 0;
  let took = 0;
  let timer = null;
  let hasStopped = false;

  async function reload() {
    const mine = ++generation;
    clearTimeout(timer);
    timer = null;
    isLoading = true;
    isStale = false;
    last = Date.now();
    try {
      const answer = await load();
      if (mine === generation && !hasStopped) draw(answer);
    } catch (error) {
      if (mine === generation && !hasStopped && error.name !== "AbortError") fail(error, reload);
    }
    if (mine !== generation || hasStopped) return;
    took = Date.now() - last;
    isLoading = false;
    if (isStale) later();
    else if (every) later(every);
  }

  function later(delay = SHORTEST) {
    if (hasStopped) return;
    if (isLoading || document.hidden) {
      isStale = true;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(reload, Math.max(0, last + Math.max(delay, took * (REST + 1)) - Date.now()));
  }

  const seen = () => { if (!document.hidden && (isStale || every)) later(); };
  const unsubscribe = live ? subscribe(() => later()) : () => {};
  document.addEventListener("visibilitychange", seen);
  reload();
  return {
    reload,
    stop() {
      hasStopped = true;
      clearTimeout(timer);
      unsubscribe();
      document.removeEventListener("visibilitychange", seen);
    }
  };
}
