import { milliseconds, time } from "../../format.js";
import { numeric } from "./points.js";

const MOST = 200;

/** The examples of a series as dots: `[{ time, value, href, text }]`, the newest ones. */
export function exemplarsOf(series, { factor, format }) {
  return (series.exemplars ?? [])
    .filter((exemplar) => exemplar.trace && Number.isFinite(numeric(exemplar.value)))
    .slice(-MOST)
    .map((exemplar) => {
      const value = numeric(exemplar.value) * factor;
      const span = exemplar.span ? `?span=${encodeURIComponent(exemplar.span)}` : "";
      return {
        time: milliseconds(exemplar.time),
        value,
        href: `/traces/${encodeURIComponent(exemplar.trace)}${span}`,
        text: `Example: ${format(value)} at ${time(exemplar.time)}. Open its trace`
      };
    });
}
