import { el, visible } from "../dom.js";

const LARGEST = 500;

/** The numbers of a chart as a table, behind a toggle. It is made when it is opened, and kept up while it is open. */
export function dataTable(source, title) {
  const place = el("div", { class: "chart-table", tabindex: "0", role: "region", "aria-label": `${title}, as a table` });
  const details = el("details", { class: "chart-data" }, el("summary", {}, "Show as table"), place);
  const refresh = () => {
    if (!details.open) return;
    const { columns, rows } = source();
    const shown = rows.slice(-LARGEST).reverse();
    place.replaceChildren(
      el("table", {},
        el("thead", {}, el("tr", {}, ...columns.map((column) => el("th", { scope: "col" }, visible(column))))),
        el("tbody", {}, ...shown.map((row) => el("tr", {}, ...row.map(cell))))),
      ...(rows.length > LARGEST ? [el("p", { class: "chart-note" }, `The last ${LARGEST} of ${rows.length} rows.`)] : [])
    );
  };
  details.addEventListener("toggle", refresh);
  return { element: details, refresh };
}

function cell(content, index) {
  const inner = typeof content === "object" && content?.href
    ? el("a", { href: content.href }, visible(content.text))
    : visible(content ?? "–");
  return index === 0 ? el("th", { scope: "row" }, inner) : el("td", {}, inner);
}
