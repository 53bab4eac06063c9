// What can be done with all that is stored: taken out, brought in, cleared.
import { el } from "../../dom.js";
import { queryString, send } from "../../api.js";
import { plural } from "../../format.js";
import { menuButton } from "../../menu.js";

/** `query()` is the search as it stands; `report(text)` tells how an import ended, `changed()` that the list is another one. */
export function storeMenu({ query, report, changed }) {
  const file = el("input", { type: "file", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true", accept: ".json,.jsonl,.ndjson" });
  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    file.value = "";
    if (!chosen) return;
    try {
      const answer = await send("POST", "/import", chosen);
      report(`Imported ${plural(answer.spans ?? 0, "span")}, ${plural(answer.logRecords ?? 0, "log record")} and ${plural(answer.dataPoints ?? 0, "data point")}${answer.rejected ? `; ${answer.rejected} were refused` : ""}.`);
      changed();
    } catch (error) {
      report(error.message, true);
    }
  });
  const button = menuButton({ class: "button", "aria-label": "Import, export, clear" }, "⋯", () => [
    { text: "Import OTLP JSON …", run: () => file.click() },
    { text: query() ? "Export what is found" : "Export everything", href: `/api/export${queryString({ q: query() })}`, download: "throughline.jsonl" },
    { text: "Clear everything …", run: clear }
  ]);

  async function clear() {
    if (!confirm("Delete all traces, logs and metrics that this viewer holds?")) return;
    try {
      await send("DELETE", "/traces");
      changed();
    } catch (error) {
      report(error.message, true);
    }
  }

  return [button, file];
}
