// A menu below a button: opened by it, closed by a choice, Escape, or a click elsewhere.
import { el } from "./dom.js";

/** `items` are `{text, run}` or `{text, href, download}`, or a function that makes them when the menu opens. */
export function menuButton(attributes, label, items) {
  const button = el("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...attributes, onclick: toggle }, label);
  let menu = null;

  function toggle(event) {
    event.stopPropagation();
    if (menu) close(true);
    else open();
  }

  function open() {
    const entries = typeof items === "function" ? items() : items;
    menu = el("div", { class: "menu", role: "menu" }, entries.filter(Boolean).map((item) => item.href
      ? el("a", { class: "menu-item", role: "menuitem", tabindex: "-1", href: item.href, download: item.download, onclick: () => close(true) }, item.text)
      : el("button", { class: "menu-item", role: "menuitem", tabindex: "-1", type: "button", onclick: (event) => { event.stopPropagation(); close(true); item.run(); } }, item.text)));
    document.body.append(menu);
    const place = button.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - menu.offsetWidth - 8));
    const below = place.bottom + 4 + menu.offsetHeight < innerHeight ? place.bottom + 4 : Math.max(8, place.top - 4 - menu.offsetHeight);
    menu.style.left = `${left + scrollX}px`;
    menu.style.top = `${below + scrollY}px`;
    button.setAttribute("aria-expanded", "true");
    menu.querySelector(".menu-item")?.focus();
    menu.addEventListener("keydown", step);
    addEventListener("click", elsewhere);
    addEventListener("popstate", elsewhere);
  }

  function step(event) {
    const entries = [...menu.querySelectorAll(".menu-item")];
    const at = entries.indexOf(document.activeElement);
    if (event.key === "Escape" || event.key === "Tab") close(true);
    else if (event.key === "ArrowDown") entries[(at + 1) % entries.length].focus();
    else if (event.key === "ArrowUp") entries[(at - 1 + entries.length) % entries.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function elsewhere() {
    close(false);
  }

  function close(focuses) {
    menu?.remove();
    menu = null;
    button.setAttribute("aria-expanded", "false");
    removeEventListener("click", elsewhere);
    removeEventListener("popstate", elsewhere);
    if (focuses && button.isConnected) button.focus();
  }

  return button;
}
