import { exemplar } from "./exemplar.js";
import { heatStrip } from "./heat.js";
import { Plot } from "./plot.js";
import { clockTime } from "./scale.js";

const LABEL_HEIGHT = 15;

/**
 * The buckets of a histogram over time. `update({ points, bounds, domain, format, width, exemplars? })`: `points` are
 * `[milliseconds, counts]` of what fell into the buckets since the point before, `width` is that stretch in milliseconds.
 */
export class HeatChart {
  constructor({ title, note, height }) {
    this.plot = new Plot({ title, note, height });
    this.element = this.plot.element;
  }

  update({ points, bounds, domain, format, width, exemplars = [], empty }) {
    const strip = heatStrip(points, bounds, width);
    const columns = new Map(points);
    const nameOf = (row) => bucketName(strip.boundsOf(row), format);
    const total = points.reduce((sum, [, counts]) => sum + counts.reduce((a, b) => a + b, 0), 0);
    const busiest = busiestRow(points, strip);

    this.plot.update({
      domain,
      times: points.map(([time]) => time),
      empty: strip.rows ? null : empty ?? "Nothing was measured in this time.",
      summary: `${total} measurements in ${strip.rows} buckets, most of them ${strip.rows ? nameOf(busiest) : "nowhere"}`,
      scaleY: (height) => ({ y: null, ticks: edges(strip, height, format) }),
      draw: (area) => strip.draw(area),
      overlay: (area) => exemplars.map((one) => exemplar(one, area, area.top + positionOf(one.value, strip, area.height))).filter(Boolean),
      read: (time, pixelY) => {
        const counts = columns.get(time) ?? [];
        const pointed = rowAt(strip, pixelY, this.plot.area.height);
        const rows = pointed === null ? rowsOf(strip).filter((row) => counts[row] > 0) : [pointed];
        return rows.map((row) => ({ name: nameOf(row), className: "heat-key", text: String(counts[row] ?? 0) }));
      },
      table: () => ({
        columns: ["Until", ...rowsOf(strip).map(nameOf)],
        rows: points.map(([time, counts]) => [clockTime(time), ...rowsOf(strip).map((row) => counts[row])])
      })
    });
  }

  destroy() {
    this.plot.destroy();
  }
}

/** The rows that are shown, from the smallest values to the largest. */
function rowsOf({ first, rows }) {
  return Array.from({ length: rows }, (_, index) => first + index);
}

function busiestRow(points, strip) {
  const sums = rowsOf(strip).map((row) => points.reduce((sum, [, counts]) => sum + counts[row], 0));
  return strip.first + sums.indexOf(Math.max(...sums));
}

function rowAt({ rows, last }, pixelY, height) {
  if (!Number.isFinite(pixelY)) return null;
  const index = Math.floor((pixelY / height) * rows);
  return index >= 0 && index < rows ? last - index : null;
}

/** Where a value lies: within its row, which has no scale of its own at the outermost ones, by its share of the bucket. */
function positionOf(value, strip, height) {
  const row = rowsOf(strip).find((candidate) => value <= strip.boundsOf(candidate)[1]) ?? strip.last;
  const [lower, upper] = strip.boundsOf(row);
  const share = Number.isFinite(upper - lower) ? Math.min(1, Math.max(0, (value - lower) / (upper - lower))) : 0.5;
  return ((strip.last - row + 1 - share) / strip.rows) * height;
}

/** Labels of the bounds between rows: as many as there is room for. */
function edges(strip, height, format) {
  if (!strip.rows) return [];
  const every = Math.max(1, Math.ceil((strip.rows * LABEL_HEIGHT) / height));
  const result = [];
  for (const row of rowsOf(strip)) {
    const [, upper] = strip.boundsOf(row);
    if (Number.isFinite(upper) && (row - strip.first) % every === 0) {
      result.push({ position: ((strip.last - row) / strip.rows) * height, label: format(upper) });
    }
  }
  return result;
}

function bucketName([lower, upper], format) {
  if (!Number.isFinite(upper)) return Number.isFinite(lower) ? `more than ${format(lower)}` : "all";
  return Number.isFinite(lower) ? `${format(lower)} to ${format(upper)}` : `up to ${format(upper)}`;
}
