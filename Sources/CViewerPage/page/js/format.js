// Numbers, times and values as people read them.

const NANOSECONDS = [["s", 1e9], ["ms", 1e6], ["µs", 1e3], ["ns", 1]];

/** Nanoseconds: "3.32 ms", "1 m 04 s". */
export function duration(nanoseconds) {
  if (typeof nanoseconds !== "number" || !Number.isFinite(nanoseconds)) return "–";
  const sign = nanoseconds < 0 ? "−" : "";
  const size = Math.abs(nanoseconds);
  if (size === 0) return "0";
  if (size >= 60e9) {
    const seconds = Math.round(size / 1e9);
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    const rest = String(seconds % 60).padStart(2, "0");
    return hours > 0 ? `${sign}${hours} h ${String(minutes).padStart(2, "0")} m` : `${sign}${minutes} m ${rest} s`;
  }
  for (const [unit, length] of NANOSECONDS) {
    if (unit === "ns") return `${sign}${size < 1 ? significant(size) : Math.round(size)} ns`;
    if (size >= length * 0.9995) return `${sign}${significant(size / length)} ${unit}`;
  }
}

/** Three significant digits, without an exponent. */
export function significant(number) {
  if (number === 0) return "0";
  const size = Math.abs(number);
  if (size >= 99.95) return String(Math.round(number));
  if (size >= 9.995) return number.toFixed(1);
  if (size >= 0.9995) return number.toFixed(2);
  return String(Number(number.toPrecision(2)));
}

/** A time of the API, which is a string of nanoseconds since 1970, as milliseconds. */
export function milliseconds(time) {
  try {
    return Number(BigInt(time) / 1000n) / 1000;
  } catch {
    return NaN;
  }
}

/** "20:53:54.195" in the reader's time zone, with the day when it is not today. */
export function time(value) {
  const date = new Date(milliseconds(value));
  if (Number.isNaN(date.getTime())) return "–";
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
  return date.toDateString() === new Date().toDateString() ? clock : `${day(date)} ${clock}`;
}

/** "2026-11-22 20:53:54.195123456 +01:00": all there is, for tooltips. */
export function exactTime(value) {
  const date = new Date(milliseconds(value));
  if (Number.isNaN(date.getTime())) return "–";
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
  const fraction = String(BigInt(value) % 1_000_000_000n).padStart(9, "0");
  return `${day(date)} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${fraction} ${zone}`;
}

/** "12 s ago", "3 h ago". */
export function ago(value, now = Date.now()) {
  const seconds = Math.round((now - milliseconds(value)) / 1000);
  if (Number.isNaN(seconds)) return "–";
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

function day(date) {
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

function pad(number) {
  return String(number).padStart(2, "0");
}

/** A whole number with thin spaces: "12 345". */
export function count(number) {
  if (typeof number !== "number" || !Number.isFinite(number)) return "–";
  return String(Math.round(number)).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}

/** "1 span", "3 spans". */
export function plural(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

export function bytes(number) {
  if (typeof number !== "number" || !Number.isFinite(number)) return "–";
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let size = number;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(size) : significant(size)} ${units[unit]}`;
}

export function percent(share) {
  if (typeof share !== "number" || !Number.isFinite(share)) return "–";
  if (share > 0 && share < 0.001) return "<0.1 %";
  return `${significant(share * 100)} %`;
}

/** A number of any size: "0.00012", "1.2 M". */
export function number(value) {
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "NaN";
  const size = Math.abs(value);
  if (size >= 1e9) return `${significant(value / 1e9)} G`;
  if (size >= 1e6) return `${significant(value / 1e6)} M`;
  if (Number.isInteger(value)) return count(value);
  return size >= 100 ? value.toFixed(1) : String(Number(value.toPrecision(3)));
}

/** A typed value of the API as text: strings as they are, the rest as JSON would have it. */
export function value(item) {
  if (typeof item === "string") return item;
  if (item === null || item === undefined) return "";
  if (typeof item !== "object") return String(item);
  const special = scalar(item);
  return special ?? JSON.stringify(plain(item), null, Array.isArray(item) ? 0 : 2);
}

/** "string", "int", "double", "bool", "bytes", "array" or "map". */
export function valueType(item) {
  if (Array.isArray(item)) return "array";
  if (item === null || item === undefined) return "empty";
  if (typeof item === "object") return scalar(item) === null ? "map" : Object.keys(item)[0];
  if (typeof item === "number") return Number.isInteger(item) ? "int" : "double";
  return typeof item === "boolean" ? "bool" : "string";
}

/** Integers beyond 2^53, bytes and numbers that JSON has not are objects with one well-known key. */
function scalar(item) {
  const keys = Object.keys(item);
  if (keys.length !== 1 || typeof item[keys[0]] !== "string") return null;
  return ["int", "bytes", "double"].includes(keys[0]) ? item[keys[0]] : null;
}

function plain(item) {
  if (Array.isArray(item)) return item.map(plain);
  if (item === null || typeof item !== "object") return item;
  return scalar(item) ?? Object.fromEntries(Object.entries(item).map(([key, entry]) => [key, plain(entry)]));
}

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];

/** A span's kind, by its number in OTLP or its name. */
export function kind(item) {
  return typeof item === "number" ? KINDS[item] ?? "unspecified" : String(item ?? "");
}
