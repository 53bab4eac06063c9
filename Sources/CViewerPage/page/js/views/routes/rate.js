import { milliseconds, significant } from "../../format.js";

/** How often in the time of the report: "12.5 /s", "3 /min". */
export function rate(count, report) {
  const seconds = Math.max(1, (milliseconds(report.to) - milliseconds(report.from)) / 1000);
  return perSecond(count / seconds);
}

export function perSecond(value) {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0 /s";
  if (value >= 1) return `${significant(value)} /s`;
  if (value * 60 >= 1) return `${significant(value * 60)} /min`;
  return `${significant(value * 3600)} /h`;
}
