// Lists that are drawn again without being made anew: focus, selection and what is open stay.

/**
 * Makes the children of `parent` those of `items`, in their order. An item keeps its element while `keyOf(item)` is the same;
 * `make(item)` makes one, and `update(element, item)` is called when the item says something else than before.
 */
export function keyed(parent, keyOf, make, update) {
  let rows = new Map();
  return (items) => {
    const next = new Map();
    for (const item of items) {
      const key = keyOf(item);
      // Of two items with one key the first is shown: ids come from outside, and may be there twice.
      if (next.has(key)) continue;
      const row = rows.get(key);
      if (!row) {
        next.set(key, { item, element: make(item) });
        continue;
      }
      next.set(key, row);
      if (row.item === item) continue;
      const isSame = JSON.stringify(row.item) === JSON.stringify(item);
      row.item = item;
      if (!isSame) row.element = update(row.element, item) ?? row.element;
    }
    for (const [key, { element }] of rows) if (next.get(key)?.element !== element) element.remove();
    rows = next;
    const focused = parent.contains(document.activeElement) ? document.activeElement : null;
    let before = parent.firstElementChild;
    for (const { element } of next.values()) {
      if (element === before) before = before.nextElementSibling;
      else parent.insertBefore(element, before);
    }
    // An element that is moved loses the focus.
    if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  };
}

/**
 * Draws long lists a part at a time: `draw(items.slice(0, n))`, and more as the end comes into sight.
 * Returns `{element, update(items), stop}`; the element goes below the list.
 */
export function growing(draw, { step = 100 } = {}) {
  let items = [];
  let shown = step;
  const element = document.createElement("div");
  element.className = "list-end";
  const observer = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && shown < items.length) {
      shown += step;
      show();
    }
  }, { rootMargin: "600px" });
  observer.observe(element);

  function show() {
    draw(items.slice(0, shown));
    // Observed anew, as the observer says nothing while the end stays in sight.
    observer.unobserve(element);
    observer.observe(element);
  }

  return {
    element,
    update(next) {
      items = next;
      show();
    },
    reset() {
      shown = step;
    },
    stop: () => observer.disconnect()
  };
}
