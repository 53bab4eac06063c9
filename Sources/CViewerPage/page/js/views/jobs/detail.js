import { el, foreign } from "../../dom.js";
import { duration } from "../../format.js";
import { badge, timeElement, traceLink } from "../../parts.js";

/** What is known of a job, and each attempt with its error. */
export function jobDetail(job, id) {
  const facts = [
    ["Job", job.id ? el("code", null, foreign(job.id)) : null],
    ["System", job.system ? foreign(job.system) : null],
    ["Enqueued", enqueued(job)],
    ["Waited", typeof job.wait === "number" ? duration(job.wait) : null]
  ].filter(([, content]) => content !== null);
  return el("div", { class: "job-detail", id },
    el("dl", { class: "facts" }, facts.map(([name, content]) => el("div", null, el("dt", null, name), el("dd", null, content)))),
    job.attempts?.length ? attempts(job) : el("p", { class: "muted" }, "No attempt yet."));
}

function enqueued({ enqueued: time, enqueue }) {
  if (!time) return "not seen: the span that sent it is not stored";
  return [timeElement(time), enqueue ? [" ", traceLink(enqueue.trace, enqueue.span, "show the span")] : null];
}

function attempts(job) {
  return el("ol", { class: "job-tries", "aria-label": "Attempts" }, job.attempts.map((attempt, index) => {
    const hasFailed = attempt.state === "error";
    return el("li", null,
      el("span", { class: "job-try" }, `Attempt ${attempt.attempt ?? index + 1}`),
      badge(hasFailed ? "✕ failed" : "✓ succeeded", hasFailed ? "error" : "good"),
      timeElement(attempt.start),
      el("span", { class: "number" }, duration(attempt.duration)),
      traceLink(attempt.trace, attempt.span, "Open the span"),
      attempt.error ? foreign(attempt.error, { class: "job-error is-error" }) : null);
  }));
}
