// What the viewer says of itself: where it listens, how much it holds.
import { get } from "./api.js";

let last = null;

/** The answer of /api/status, asked at most once in ten seconds. */
export async function viewerStatus() {
  if (!last || Date.now() - last.asked > 10_000) {
    last = { asked: Date.now(), answer: get("/status") };
    last.answer.catch(() => { last = null; });
  }
  return last.answer;
}

/** The lines of a shell that send an application's telemetry here. */
export async function howToSend() {
  let address = location.origin;
  try {
    address = (await viewerStatus()).listening ?? address;
  } catch {
    // The address of this page is as good.
  }
  return `export OTEL_EXPORTER_OTLP_ENDPOINT=${address}\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`;
}
