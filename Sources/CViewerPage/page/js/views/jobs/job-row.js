import { el, foreign, visible } from "../../dom.js";
import { ago, duration, exactTime, plural } from "../../format.js";
import { badge } from "../../parts.js";
import { jobDetail } from "./detail.js";
import { stateOf } from "./state.js";
import { jobTrack } from "./track.js";

let counter = 0;

/** One job: state and name, its line, how long it took; and what there is to say of its attempts, when it is opened. */
export function jobRow(job, scale) {
  const id = `job-${(counter += 1)}`;
  const row = el("li", { class: "job" });
  row.open = false;
  row.toggle = () => {
    row.open = !row.open;
    updateJobRow(row, row.job, row.scale);
    row.querySelector(".row-toggle").focus();
  };
  row.identifier = id;
  // The whole line opens it, but links in it are links.
  row.addEventListener("click", (event) => {
    if (!event.target.closest("a, .job-detail, .row-toggle") && !String(getSelection())) row.toggle();
  });
  return updateJobRow(row, job, scale);
}

/** Draws a job anew in its row; whether it is open, and what in it has the focus, stays. */
export function updateJobRow(row, job, scale) {
  row.job = job;
  row.scale = scale;
  row.place = (next) => {
    row.scale = next;
    row.querySelector(".job-track").replaceWith(jobTrack(row.job, next));
  };
  const focused = row.contains(document.activeElement) ? [...row.querySelectorAll("a, button")].indexOf(document.activeElement) : -1;
  row.dataset.state = job.state;
  row.classList.toggle("is-open", row.open);
  row.replaceChildren(...parts(row, job, scale));
  if (focused >= 0) row.querySelectorAll("a, button")[focused]?.focus({ preventScroll: true });
  return row;
}

function parts(row, job, scale) {
  const { text, glyph, tone } = stateOf(job.state);
  const name = job.type || "(no type)";
  const detail = row.open ? jobDetail(job, row.identifier) : null;
  const started = job.enqueued ?? job.attempts?.[0]?.start;
  return [
    el("button", {
      class: "row-toggle", type: "button", "aria-expanded": String(row.open), "aria-controls": row.open ? row.identifier : null,
      "aria-label": `${visible(name)}, ${text.toLowerCase()}: ${row.open ? "hide" : "show"} the attempts`,
      onclick: row.toggle
    }),
    el("div", { class: "job-state" }, badge(`${glyph} ${text}`, tone)),
    el("div", { class: "job-name" },
      foreign(name, { class: "job-type" }),
      el("span", { class: "job-queue" },
        job.queue ? foreign(job.queue) : "no queue",
        started ? [" · ", el("time", { title: exactTime(started), data: { time: started } }, ago(started))] : null)),
    jobTrack(job, scale),
    el("div", { class: "job-total" },
      el("span", { class: "number" }, job.attempts?.length ? duration(job.duration) : "–"),
      el("span", { class: "job-count" }, plural(job.attempts?.length ?? 0, "attempt"))),
    detail
  ].filter(Boolean);
}
