// What happened within a span: events with their offsets, exceptions with their stacks, and the log lines written in it.
import { el, visible } from "../../../dom.js";
import { duration, exactTime, value } from "../../../format.js";
import { badge, copyButton } from "../../../parts.js";
import { attributeList } from "./attributes.js";

const STACK_LINES = 12;

export function eventList(events) {
  return el("ol", { class: "events" }, events.map((event) => el("li", { class: event.name === "exception" ? "event failed" : "event" },
    el("div", { class: "event-head" },
      el("time", { class: "event-offset number", title: exactTime(event.time) }, offset(event.offset)),
      event.name === "exception" ? exceptionHead(event) : el("bdi", { class: "event-name" }, visible(event.name))),
    event.name === "exception" ? exceptionBody(event) : event.attributes?.length ? attributeList(event.attributes) : null)));
}

function offset(time) {
  return `${time < 0 ? "" : "+"}${duration(time)}`;
}

function attribute(event, key) {
  const found = event.attributes?.find((item) => item.key === key);
  return found ? value(found.value) : "";
}

function exceptionHead(event) {
  return el("bdi", { class: "event-name" }, "✗ ", visible(attribute(event, "exception.type") || "exception"));
}

function exceptionBody(event) {
  const message = attribute(event, "exception.message");
  const stack = attribute(event, "exception.stacktrace");
  const rest = (event.attributes ?? []).filter((item) => !["exception.type", "exception.message", "exception.stacktrace"].includes(item.key));
  return [
    message ? el("p", { class: "exception-message foreign" }, visible(message)) : null,
    stack ? stackTrace(stack) : null,
    rest.length ? attributeList(rest) : null
  ];
}

/** The first lines open, the rest behind one click. */
export function stackTrace(text) {
  const all = visible(text).split("\n");
  const copy = copyButton("Copy the stack", () => text);
  if (all.length <= STACK_LINES) return el("div", { class: "stack-box" }, el("pre", { class: "stack", tabindex: "0" }, all.join("\n")), copy);
  return el("details", { class: "stack-box" },
    el("summary", null, el("span", { class: "when-closed" }, `Stack, ${all.length} lines`), el("span", { class: "when-open" }, "Close the stack")),
    el("pre", { class: "stack", tabindex: "0" }, all.join("\n")), copy);
}

export function logLines(logs, begin) {
  return el("ol", { class: "log-lines" }, logs.map((log) => el("li", { class: "log-line" },
    el("div", { class: "event-head" },
      el("time", { class: "event-offset number", title: exactTime(log.time) }, offset(sinceBegin(log.time, begin))),
      badge(log.severity ?? "–", severityTone(log.severityNumber)),
      el("bdi", { class: "span-log" }, visible(value(log.body)))),
    log.attributes?.length ? attributeList(log.attributes) : null)));
}

function sinceBegin(time, begin) {
  try {
    return Number(BigInt(time) - BigInt(begin));
  } catch {
    return NaN;
  }
}

export function severityTone(number) {
  if (number >= 17) return "error";
  if (number >= 13) return "warning";
  return number >= 9 ? "info" : null;
}
