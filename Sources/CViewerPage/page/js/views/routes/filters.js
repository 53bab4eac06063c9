import { el, replace, visible } from "../../dom.js";
import { kind as kindName } from "../../format.js";

const ALL = "all";

/** Text, service and kind; all of it is in the address. `range` is one more choice that stands beside them. */
export function routeFilters(context, onChange, range) {
  const services = new Set();
  const kinds = new Set();
  const text = el("input", {
    class: "field grow", type: "search", placeholder: "Filter routes", "aria-label": "Filter routes", value: context.query.get("text") ?? "",
    oninput: () => set({ text: text.value })
  });
  const service = el("select", { class: "field", "aria-label": "Service", onchange: () => set({ service: service.value }) });
  const chips = el("div", { class: "chips", role: "group", "aria-label": "Kind" });
  const element = el("div", { class: "toolbar" }, text, service, chips, range);

  function set(values) {
    context.setQuery(values);
    read();
    onChange();
  }

  /** What services answer comes first; what they ask for and process is a choice away. */
  function kind() {
    return context.query.get("kind") ?? (kinds.has("server") ? "server" : ALL);
  }

  function read() {
    const chosen = context.query.get("service") ?? "";
    if (text !== document.activeElement) text.value = context.query.get("text") ?? "";
    const names = [...new Set([...services, ...(chosen ? [chosen] : [])])].sort();
    if (service.childElementCount !== names.length + 1) {
      replace(service, el("option", { value: "" }, "All services"), names.map((name) => el("option", { value: name }, visible(name))));
    }
    service.value = chosen;
    service.hidden = names.length < 2;
    if (chips.childElementCount !== kinds.size) {
      replace(chips, [...kinds].sort().map((name) => el("button", {
        class: "chip", type: "button", data: { kind: name },
        onclick: () => set({ kind: kind() === name ? ALL : name })
      }, visible(name))));
    }
    chips.hidden = kinds.size < 2;
    for (const chip of chips.children) chip.setAttribute("aria-pressed", String(chip.dataset.kind === kind()));
  }

  return {
    element,
    read,
    focus: () => text.focus(),
    learn(routes) {
      for (const route of routes) {
        services.add(route.service);
        kinds.add(kindName(route.kind));
      }
      read();
    },
    matches(route) {
      const query = context.query;
      const wanted = (query.get("text") ?? "").toLowerCase();
      return (!query.get("service") || route.service === query.get("service"))
        && (kind() === ALL || kindName(route.kind) === kind())
        && (!wanted || `${route.route} ${route.service}`.toLowerCase().includes(wanted));
    }
  };
}
