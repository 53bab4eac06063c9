// The queue view: each job on one line, from its enqueueing to its last attempt.
import { el, replace } from "../dom.js";
import { get } from "../api.js";
import { ago, count } from "../format.js";
import { growing, keyed } from "../keyed.js";
import { empty, failure, heading, view } from "../parts.js";
import { refreshing } from "../refresh.js";
import { howToSend } from "../status.js";
import { jobFilters } from "./jobs/filters.js";
import { jobRow, updateJobRow } from "./jobs/job-row.js";
import { jobLegend } from "./jobs/legend.js";
import { jobScale, scaleAxis } from "./jobs/scale.js";

const LIMITS = [500, 5000];

export function render(root, params, context) {
  let limit = LIMITS[0];
  let jobs = [];
  let scale = jobScale([], "own");

  const filters = jobFilters(context, () => refresh.reload(), redraw);
  const notice = el("div");
  const axis = el("div", { class: "job-axis-place" });
  const list = el("ol", { class: "jobs", "aria-label": "Jobs, the newest first" });
  const draw = keyed(list, (job) => `${job.system}\u0000${job.id ?? JSON.stringify(job.enqueue)}`, (job) => jobRow(job, scale), (row, job) => updateJobRow(row, job, scale));
  const grown = growing(draw);
  const legend = jobLegend();
  const more = el("p", { class: "list-more" });
  root.append(view(heading("Jobs", "Each job on one line, from its enqueueing on."), filters.element, notice, legend, axis, list, grown.element, more));

  const clock = setInterval(() => {
    for (const time of list.querySelectorAll("time[data-time]")) time.textContent = ago(time.dataset.time);
  }, 10_000);

  const refresh = refreshing({
    load: () => get("/jobs", { ...filters.values(), limit }, { signal: context.signal }),
    draw: (answer) => {
      notice.replaceChildren();
      jobs = answer.jobs;
      filters.learn(jobs);
      redraw();
    },
    fail: (error, again) => replace(notice, failure(error, again))
  });

  // With a filter from the address the answer says nothing of the other queues and states that could be chosen.
  if (filters.isFiltering()) get("/jobs", { limit: LIMITS[0] }, { signal: context.signal }).then((answer) => filters.learn(answer.jobs), () => {});

  function redraw() {
    const next = jobScale(jobs, filters.scale());
    // Another scale moves every bar; the same one moves none.
    if (next.name !== scale.name || next.longest !== scale.longest) {
      scale = next;
      for (const row of list.children) row.place?.(scale);
    }
    scale = next;
    replace(axis, jobs.length ? scaleAxis(scale) : null);
    grown.update(jobs);
    list.hidden = !jobs.length;
    legend.hidden = !jobs.length;
    filters.element.hidden = !jobs.length && !filters.isFiltering();
    replace(more, jobs.length >= limit ? moreJobs() : null);
    if (!jobs.length) nothing();
  }

  function moreJobs() {
    const next = LIMITS.find((candidate) => candidate > limit);
    return [
      `The newest ${count(limit)} jobs. `,
      next ? el("button", { class: "button small", type: "button", onclick: () => { limit = next; refresh.reload(); } }, `Show up to ${count(next)}`) : "Filter to see older ones."
    ];
  }

  async function nothing() {
    if (filters.isFiltering()) {
      replace(notice, empty("No job is like that", "No job in this state, queue or of this type is stored.", null),
        el("p", { class: "list-more" }, el("button", { class: "button", type: "button", onclick: () => filters.clear() }, "Show all jobs")));
      return;
    }
    const command = await howToSend();
    if (!jobs.length && !filters.isFiltering()) {
      replace(notice, empty(
        "No jobs yet",
        "A job appears here when a worker of ThroughlineJobs or ThroughlineInbox sends its spans, or anything else that follows OpenTelemetry's conventions for messaging: point your application here.",
        command
      ));
    }
  }

  return {
    cleanup() {
      refresh.stop();
      grown.stop();
      clearInterval(clock);
    },
    update() {
      filters.read();
      grown.reset();
      refresh.reload();
    }
  };
}
