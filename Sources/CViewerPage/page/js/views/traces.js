import { heading, view } from "../parts.js";

export async function render(root) {
  root.append(view(heading("Traces")));
}
