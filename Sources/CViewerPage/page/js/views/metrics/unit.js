import { bytes, duration, number, percent } from "../../format.js";

/** Nanoseconds of a unit of time (UCUM). */
const TIMES = { ns: 1, us: 1e3, "µs": 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9 };

/** How values of a unit are written, and by what they are multiplied first: `{ factor, format, unit }`. */
export function unitOf(unit = "") {
  if (Object.hasOwn(TIMES, unit)) return { factor: TIMES[unit], format: duration, unit: "ns" };
  if (unit === "By") return { factor: 1, format: bytes, unit };
  if (unit === "%") return { factor: 0.01, format: percent, unit };
  // Others are said once, beside the metric's name.
  return { factor: 1, format: number, unit };
}

/** The same of changes in a second. */
export function rateOf(unit = "") {
  if (Object.hasOwn(TIMES, unit)) return { factor: TIMES[unit], format: (value) => `${duration(value)}/s`, unit: "ns" };
  if (unit === "By") return { factor: 1, format: (value) => `${bytes(value)}/s`, unit };
  return { factor: 1, format: (value) => `${number(Number(value.toPrecision(3)))} /s`, unit: "" };
}

export function hasUnitInValues(unit = "") {
  return Object.hasOwn(TIMES, unit) || unit === "By" || unit === "%";
}

/** "{request}" is "request", "1" is nothing. */
export function nameOf(unit = "") {
  if (unit === "1" || unit === "") return "";
  return unit.replace(/^\{(.*)\}$/, "$1");
}
