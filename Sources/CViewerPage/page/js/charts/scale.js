/** Maps values of a domain onto pixels. */
export function linear([low, high], [start, end]) {
  const span = high - low || 1;
  const scale = (value) => start + ((value - low) / span) * (end - start);
  scale.invert = (pixel) => low + ((pixel - start) / (end - start || 1)) * span;
  scale.domain = [low, high];
  return scale;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DECIMAL_STEPS = [1, 2, 5, 10];
const TIME_STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500,
  SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
  MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY
];

/** Round numbers between two values, about `count` of them. */
export function ticks([low, high], count = 4, unit = "") {
  const step = roundStep((high - low) / Math.max(1, count), unit);
  if (!(step > 0) || !Number.isFinite(step)) return [low];
  const result = [];
  // Counted, not added up: a sum of steps drifts off the round numbers.
  for (let index = Math.ceil(low / step - 1e-9); result.length < 50; index += 1) {
    const value = index * step;
    if (value > high + step * 1e-6) break;
    result.push(Number(value.toPrecision(12)));
  }
  return result;
}

/** The domain from zero (or from what is below it) to a round number at or above the largest value. */
export function domainOf(low, high, count = 4, unit = "") {
  const bottom = Math.min(0, low);
  const top = Math.max(0, high);
  if (top === bottom) return [0, 1];
  const step = roundStep((top - bottom) / count, unit);
  return [Math.floor(bottom / step + 1e-9) * step, Math.ceil(top / step - 1e-9) * step];
}

function roundStep(raw, unit) {
  if (!(raw > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = DECIMAL_STEPS.find((candidate) => candidate * power >= raw * (1 - 1e-9)) ?? 10;
  // What is counted has no halves.
  return unit.startsWith("{") && !unit.includes("/") ? Math.max(1, step * power) : step * power;
}

/** Moments on round local times between two times in milliseconds, about `count` of them. */
export function timeTicks([from, to], count = 5) {
  const raw = (to - from) / Math.max(1, count);
  const step = TIME_STEPS.find((candidate) => candidate >= raw) ?? Math.ceil(raw / (7 * DAY)) * 7 * DAY;
  const offset = new Date(from).getTimezoneOffset() * MINUTE;
  const result = [];
  for (let time = Math.ceil((from - offset) / step) * step + offset; time <= to && result.length < 50; time += step) {
    result.push(time);
  }
  return result;
}

const pad = (number, digits = 2) => String(number).padStart(digits, "0");

/** A tick's time, no finer than the stretch that is shown needs. */
export function timeLabel(time, [from, to]) {
  const date = new Date(time);
  const stretch = to - from;
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  if (stretch < 10 * SECOND) return `${clock}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
  if (stretch < 10 * MINUTE) return `${clock}:${pad(date.getSeconds())}`;
  if (stretch < 2 * DAY) return clock;
  return date.toLocaleDateString(undefined, { month: "short", day: "numeric" });
}

/** The whole of a moment: "20:53:54.195", with the day when it is not today. */
export function clockTime(time) {
  const date = new Date(time);
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
  return date.toDateString() === new Date().toDateString() ? clock : `${date.toLocaleDateString()} ${clock}`;
}
