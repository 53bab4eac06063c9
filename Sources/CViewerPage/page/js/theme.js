// Light, dark, or as the system has it.
import { replace, svg } from "./dom.js";
import { load, save } from "./storage.js";

const THEMES = ["auto", "light", "dark"];
const ICONS = {
  auto: ["M8 2.5a5.5 5.5 0 1 0 0 11z", "M8 2.5a5.5 5.5 0 1 1 0 11"],
  light: ["M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 1 0 0-5.6z", "M8 1.2v1.4M8 13.4v1.4M1.2 8h1.4M13.4 8h1.4M3.2 3.2l1 1M11.8 11.8l1 1M3.2 12.8l1-1M11.8 4.2l1-1"],
  dark: ["M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z"]
};

export function theme() {
  const stored = load("theme", "auto");
  return THEMES.includes(stored) ? stored : "auto";
}

/** Applies what was chosen, and lets `button` go on to the next. */
export function installTheme(button) {
  show(button);
  button.addEventListener("click", () => next(button));
}

export function next(button) {
  save("theme", THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
  show(button);
}

function show(button) {
  const chosen = theme();
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  const label = `Colours: ${chosen === "auto" ? "as the system" : chosen}`;
  button.setAttribute("aria-label", label);
  button.title = `${label} (t)`;
  replace(button, svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, ICONS[chosen].map((d, index) =>
    svg("path", { d, fill: chosen === "auto" && index === 0 ? "currentColor" : "none" }))));
}
