/** Severities by which a search can be bounded below. */
export const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

const NAMES = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/** The name of a severity number: of 1…24, four to a name (OpenTelemetry's data model of logs). */
export function levelOf(log) {
  const number = log.severityNumber;
  if (number >= 1 && number <= 24) return NAMES[Math.floor((number - 1) / 4)].toLowerCase();
  return "none";
}

/** What the sender called it, or else the name of its number. */
export function severityName(log) {
  const level = levelOf(log);
  return log.severity || (level === "none" ? "–" : level.toUpperCase());
}
