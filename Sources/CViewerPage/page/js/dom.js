// The one way in which this page makes elements. What is shown comes from whoever can send a span, so there is no way here
// to pass markup: children are nodes or text, attributes are set by name, handlers are functions.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element: `el("a", {class: "button", href: "/", onclick: f}, "text", node, [more])`. `null` and `false` are left out. */
export function el(name, attributes, ...children) {
  return build(document.createElement(name), attributes, children);
}

/** An element of SVG. */
export function svg(name, attributes, ...children) {
  return build(document.createElementNS(SVG, name), attributes, children);
}

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) setAttribute(element, name, value);
  append(element, children);
  return element;
}

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    return;
  }
  if (name === "data") {
    for (const [key, item] of Object.entries(value)) if (item !== null && item !== undefined) element.dataset[key] = String(item);
    return;
  }
  if (name === "vars") {
    for (const [key, item] of Object.entries(value)) element.style.setProperty(key, String(item));
    return;
  }
  if (name === "href" || name === "src") {
    const target = safeTarget(value);
    if (target !== null) element.setAttribute(name, target);
    return;
  }
  if (name === "style" || name === "srcdoc") return;
  if (name === "value") {
    element.value = String(value);
    return;
  }
  element.setAttribute(name, value === true ? "" : String(value));
}

/** A path of this page, or an address of the web; nothing else ever becomes a link. */
function safeTarget(value) {
  const text = String(value);
  if (/^\/(?![/\\])/.test(text) || text.startsWith("#")) return text;
  return webAddress(text);
}

/** The address when its scheme is http or https, else null. */
export function webAddress(text) {
  if (!/^https?:\/\//i.test(text)) return null;
  try {
    return new URL(text).href;
  } catch {
    return null;
  }
}

/** Appends nodes and texts, through nested arrays. */
export function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Puts these children in the place of those that are there. */
export function replace(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Text that somebody else wrote: isolated, so that control characters of direction turn nothing around it. */
export function foreign(text, attributes) {
  const { class: more, ...rest } = attributes ?? {};
  return el("bdi", { ...rest, class: more ? `foreign ${more}` : "foreign" }, visible(text));
}

/** Control characters, invisible ones and those that override the direction of writing, as visible escapes. Line ends and tabs stay. */
export function visible(text) {
  return String(text).replace(HIDDEN, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
}

const HIDDEN = /[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
