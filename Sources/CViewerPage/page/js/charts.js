// Charts, drawn as SVG by hand: the frames, and the marks that go into them.
export { TimeChart } from "./charts/time-chart.js";
export { HeatChart } from "./charts/heat-chart.js";
export { lines } from "./charts/line.js";
export { stackedArea } from "./charts/area.js";
export { bars } from "./charts/bars.js";
export { quantileBands } from "./charts/bands.js";
export { sparkline } from "./charts/sparkline.js";
export { colourClass } from "./charts/series.js";
