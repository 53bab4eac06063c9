// What the page remembers between visits, on this machine only. It works without, where the browser refuses.

const PREFIX = "throughline.";

export function load(key, otherwise) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

export function save(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Full, or switched off: it is then not remembered.
  }
}
