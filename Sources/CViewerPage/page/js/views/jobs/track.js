import { el } from "../../dom.js";
import { duration } from "../../format.js";
import { traceLink } from "../../parts.js";

/** Nanoseconds from one time of the API to another. */
function between(start, end) {
  try {
    return Number(BigInt(end) - BigInt(start));
  } catch {
    return 0;
  }
}

/**
 * The stretches of a job's life in nanoseconds since it was enqueued: the wait, the attempts, the pauses between them, and what
 * is still to come.
 */
export function stretches(job) {
  const attempts = [...(job.attempts ?? [])].sort((a, b) => between(b.start, a.start));
  const zero = job.enqueued ?? attempts[0]?.start;
  if (!zero) return { parts: [], end: 0 };
  const parts = [];
  let end = 0;
  for (const [index, attempt] of attempts.entries()) {
    // Clocks differ between machines: an attempt that begins before its job was enqueued begins with it.
    const from = Math.max(0, between(zero, attempt.start));
    if (from > end) parts.push({ kind: index === 0 ? "wait" : "pause", from: end, to: from });
    const to = from + Math.max(0, attempt.duration ?? 0);
    parts.push({ kind: "attempt", from, to, attempt, number: attempt.attempt ?? index + 1 });
    end = Math.max(end, to);
  }
  if (job.state === "waiting" || job.state === "retrying" || job.state === "running") {
    parts.push({ kind: "open", from: end, to: null, state: job.state });
  }
  return { parts, end };
}

/** The line itself. An attempt is a link to its span. */
export function jobTrack(job, scale) {
  const { parts, end } = stretches(job);
  const isOpen = parts.at(-1)?.kind === "open";
  // Room at the end for what has not ended.
  const own = (end || 1) * (isOpen ? 1.18 : 1);
  const longest = scale.name === "same" ? scale.longest : own;
  const share = (value) => Math.min(100, (value / longest) * 100);
  const isCut = end > longest * 1.0001;
  return el("div", { class: isCut ? "job-track is-cut" : "job-track", title: isCut ? "Longer than this scale" : null }, parts
    .filter((part) => part.from <= longest)
    .map((part) => piece(part, share(part.from), part.to === null ? 100 : share(part.to), job)));
}

function piece(part, left, right, job) {
  const element = part.kind === "attempt"
    ? attemptLink(part, job)
    : el("span", { class: `job-${part.kind}`, title: titleOf(part) }, part.kind === "wait" ? el("span", { class: "job-mark" }, label(part)) : null);
  // The last piece keeps its smallest width within the line.
  element.style.left = part.kind === "attempt" ? `min(${left}%, 100% - 7px)` : `${left}%`;
  element.style.width = `${Math.max(0, right - left)}%`;
  return element;
}

/** How long it took, seen where there is room for it. */
function label({ from, to }) {
  return el("span", { class: "job-label" }, duration(to - from));
}

function titleOf({ kind, from, to, state }) {
  if (kind === "wait") return `waited ${duration(to - from)}`;
  if (kind === "pause") return `pause of ${duration(to - from)}`;
  return { waiting: "waits for a worker", retrying: "failed so far, and may be tried again", running: "runs" }[state];
}

function attemptLink({ attempt, number, from, to }, job) {
  const hasFailed = attempt.state === "error";
  const text = `Attempt ${number}${hasFailed ? " failed" : job.state === "running" ? "" : " succeeded"} after ${duration(to - from)}`;
  const cross = hasFailed ? el("span", { class: "job-cross" }, "✕") : null;
  const link = traceLink(attempt.trace, attempt.span, el("span", { class: "job-mark", "aria-hidden": "true" }, cross, label({ from, to })));
  link.className = hasFailed ? "job-attempt is-failed" : "job-attempt";
  link.setAttribute("aria-label", text);
  link.title = text;
  return link;
}
