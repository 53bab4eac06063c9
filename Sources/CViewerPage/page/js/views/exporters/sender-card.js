import { el, foreign, visible } from "../../dom.js";
import { sparkline } from "../../charts.js";
import { count, milliseconds } from "../../format.js";
import { badge } from "../../parts.js";
import { service } from "../../service.js";
import { fillOf, healthOf, thingsOf } from "./health.js";

const HEALTH = { good: "✓ well", warning: "▲ filling", error: "✕ losing" };

/** One process that sends, with its processors and exporters. */
export function senderCard(sender, element = el("section", { class: "panel sender" })) {
  element.setAttribute("aria-label", `${visible(sender.service)} ${visible(sender.instance)}`);
  element.replaceChildren(
    el("header", null, el("h2", null, service(sender.service)), sender.instance ? el("code", { class: "sender-instance muted" }, foreign(sender.instance)) : null),
    el("ul", { class: "components" }, ...sender.components.map(componentRow)));
  return element;
}

function componentRow(component) {
  const { health, sentences } = healthOf(component);
  return el("li", { class: "component" },
    el("div", { class: "component-name" },
      el("span", { class: "component-title" }, titleOf(component)),
      el("code", { class: "faint" }, foreign(component.component))),
    badge(HEALTH[health], health),
    el("div", { class: "component-queue" }, queue(component)),
    el("dl", { class: "component-numbers" }, numbers(component)),
    sentences.length ? el("div", { class: "component-words" }, sentences.map((sentence) => el("p", { class: health === "error" ? "is-error" : "is-warning" }, sentence))) : null);
}

/** "batching_span_processor/0" in words: what it is, and of which signal. */
function titleOf({ component, signal }) {
  const name = String(component).split("/")[0];
  const kind = name.includes("processor") ? "Processor" : name.includes("exporter") ? "Exporter" : name.includes("reader") ? "Reader" : "Component";
  return signal ? `${kind} of ${visible(signal)}` : kind;
}

function queue(component) {
  const fill = fillOf(component);
  if (fill === null) return null;
  const level = fill >= 0.8 ? "high" : fill >= 0.5 ? "middle" : "low";
  const bar = el("span", { class: "gauge-fill" });
  bar.style.width = `${Math.min(100, fill * 100)}%`;
  const text = `${count(component.queueSize)} of ${count(component.queueCapacity)} in the queue`;
  return [
    el("span", {
      class: `gauge is-${level}`, role: "meter", "aria-label": "Queue",
      "aria-valuemin": "0", "aria-valuemax": component.queueCapacity, "aria-valuenow": component.queueSize, "aria-valuetext": text
    }, bar),
    el("span", { class: "gauge-text" }, text),
    history(component.series?.queueSize, component.queueCapacity)
  ];
}

function history(points, capacity) {
  if (!Array.isArray(points) || points.length < 2) return null;
  const pairs = points.map((point) => [milliseconds(point.time), Number(point.value)]).filter((pair) => pair.every(Number.isFinite));
  const most = pairs.reduce((largest, [, value]) => Math.max(largest, value), 0);
  return sparkline(pairs, { label: `The queue over time: at most ${count(most)} of ${count(capacity)}` });
}

function numbers(component) {
  const things = thingsOf(component);
  return [
    ["exported", component.exported],
    ["under way", component.inFlight],
    ["failed", component.failed],
    ["dropped", component.dropped]
  ].filter(([, number]) => typeof number === "number")
    .map(([name, number]) => el("div", { class: ["failed", "dropped"].includes(name) && number > 0 ? "is-error" : null },
      el("dt", null, name),
      el("dd", { title: things(number) }, count(number))));
}
