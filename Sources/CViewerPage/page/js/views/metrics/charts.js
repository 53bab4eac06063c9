import { DistributionCharts } from "./distribution-charts.js";
import { ValueChart } from "./value-chart.js";

/** The charts that suit a metric's type. */
export function chartsFor(metric, context, redraw) {
  return ["histogram", "exponential", "summary"].includes(metric.type)
    ? new DistributionCharts(metric, context, redraw)
    : new ValueChart(metric, context, redraw);
}
