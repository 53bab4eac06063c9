import { el } from "../../dom.js";
import { ticks } from "../../charts/scale.js";
import { duration } from "../../format.js";

/**
 * How long a line is. With its "own" scale each job fills its line; with the "same" one lengths compare. That one ends where 95
 * of 100 jobs have ended, or a single job that waited for an hour would leave nothing to see of the others; what is longer runs
 * out of the line, and says so.
 */
export function jobScale(jobs, name) {
  if (name !== "same") return { name: "own", longest: 0 };
  const lengths = jobs.map((job) => job.duration ?? 0).filter((length) => length > 0).sort((a, b) => a - b);
  const longest = lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * 0.95))] ?? 0;
  const step = ticks([0, longest || 1], 4);
  return { name: "same", longest: Math.max(longest, step.at(-1) || 1) };
}

/** The times above the lines, where they have one scale. */
export function scaleAxis(scale) {
  if (scale.name !== "same") return null;
  return el("div", { class: "job-axis", "aria-hidden": "true" },
    el("div", { class: "job-axis-track" }, ticks([0, scale.longest], 4).map((value) => {
      const tick = el("span", { class: "job-axis-tick" }, duration(value));
      const share = value / scale.longest;
      tick.style.left = `${share * 100}%`;
      // The first begins with the line, the last ends with it.
      tick.style.transform = `translateX(${-share * 100}%)`;
      return tick;
    })));
}
