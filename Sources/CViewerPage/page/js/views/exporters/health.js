import { count, percent, plural } from "../../format.js";

const THINGS = {
  traces: ["span", "spans"],
  spans: ["span", "spans"],
  logs: ["log record", "log records"],
  metrics: ["data point", "data points"]
};

const FULL = 0.8;

/** What a component sends: `things(3)` is "3 spans". */
export function thingsOf(component) {
  const [one, many] = THINGS[component.signal] ?? ["item", "items"];
  return (number) => plural(number, one, many);
}

/** How full its queue is, from 0 to 1, or null where it has none. */
export function fillOf(component) {
  return component.queueCapacity > 0 && typeof component.queueSize === "number" ? component.queueSize / component.queueCapacity : null;
}

/** How a component fares, and why in plain words: `{ health: "good" | "warning" | "error", sentences }`. */
export function healthOf(component) {
  const things = thingsOf(component);
  const sentences = [];
  let health = "good";
  if (component.dropped > 0) {
    health = "error";
    sentences.push(component.queueCapacity > 0
      ? `Dropped ${things(component.dropped)}: the queue of ${count(component.queueCapacity)} was full. Make it larger, or export more often.`
      : `Dropped ${things(component.dropped)}.`);
  }
  if (component.failed > 0) {
    health = "error";
    sentences.push(`${things(component.failed)} did not arrive: the collector refused them, or could not be reached in time.`);
  }
  const fill = fillOf(component);
  if (fill !== null && fill >= FULL) {
    if (health === "good") health = "warning";
    sentences.push(`The queue is ${percent(fill)} full: what comes when it is full will be dropped.`);
  }
  return { health, sentences };
}
