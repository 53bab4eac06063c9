// How the senders of telemetry fare, from what they say of themselves.
import { el, replace } from "../dom.js";
import { get } from "../api.js";
import { keyed } from "../keyed.js";
import { empty, failure, heading, view } from "../parts.js";
import { refreshing } from "../refresh.js";
import { senderCard } from "./exporters/sender-card.js";
import { healthOf } from "./exporters/health.js";

const EVERY = 5000;

const HOW = `var configuration = Configuration.fromEnvironment()
configuration.metrics.selfObservability = true
configuration.metrics.exportInterval = .seconds(10)
let telemetry = try Telemetry.bootstrap(configuration)`;

export function render(root, params, context) {
  const notice = el("div");
  const verdict = el("p", { class: "verdict", role: "status" });
  const cards = el("div", { class: "senders" });
  const draw = keyed(cards, (sender) => `${sender.service}\u0000${sender.instance}`, senderCard, (element, sender) => senderCard(sender, element));
  root.append(view(heading("Exporters", "Whether telemetry arrives, as its senders tell it."), notice, verdict, cards));

  const refresh = refreshing({
    every: EVERY,
    live: false,
    load: () => get("/exporters", {}, { signal: context.signal }),
    draw: ({ exporters }) => {
      const senders = bySender(exporters);
      draw(senders);
      notice.replaceChildren();
      verdict.hidden = !senders.length;
      verdict.dataset.health = worst(exporters);
      const text = verdictOf(senders);
      // Said again only when it changes: it is read out.
      if (verdict.textContent !== text) verdict.textContent = text;
      if (!senders.length) {
        replace(notice, empty(
          "No sender has spoken of itself yet",
          "Queues, exports, failures and what was dropped come in metrics named otel.sdk.…, which are off unless they are asked for. With Throughline's SDK:",
          HOW
        ));
      }
    },
    fail: (error, again) => replace(notice, failure(error, again))
  });

  return refresh.stop;
}

/** Components by the process that they are of; the worst first, then by name. */
function bySender(exporters) {
  const senders = new Map();
  for (const exporter of exporters) {
    const key = `${exporter.service}\u0000${exporter.instance ?? ""}`;
    if (!senders.has(key)) senders.set(key, { service: exporter.service, instance: exporter.instance ?? "", components: [] });
    senders.get(key).components.push(exporter);
  }
  const sorted = [...senders.values()];
  for (const sender of sorted) sender.components.sort((a, b) => a.component.localeCompare(b.component));
  return sorted.sort((a, b) => rank(b.components) - rank(a.components) || a.service.localeCompare(b.service) || a.instance.localeCompare(b.instance));
}

const RANKS = ["good", "warning", "error"];

function rank(components) {
  return Math.max(0, ...components.map((component) => RANKS.indexOf(healthOf(component).health)));
}

function worst(exporters) {
  return RANKS[rank(exporters)];
}

function verdictOf(senders) {
  const troubled = senders.filter((sender) => rank(sender.components) > 0).length;
  if (troubled && senders.length === 1) return "The one sender has lost telemetry, or may soon.";
  if (troubled) return `${troubled} of ${senders.length} senders ${troubled === 1 ? "has" : "have"} lost telemetry, or may soon.`;
  return senders.length === 1 ? "✓ The one sender is well: nothing was lost." : `✓ All ${senders.length} senders are well: nothing was lost.`;
}
