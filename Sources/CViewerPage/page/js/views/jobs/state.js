/** The states of a job in words, with a sign beside the colour. */
export const STATES = {
  waiting: { text: "Waiting", glyph: "○", tone: "info" },
  running: { text: "Running", glyph: "▸", tone: "accent" },
  // Whether there is another attempt is not said before it has ended.
  retrying: { text: "Failed so far", glyph: "↻", tone: "warning" },
  done: { text: "Done", glyph: "✓", tone: "good" },
  dead: { text: "Dead", glyph: "✕", tone: "error" },
  unknown: { text: "Unknown", glyph: "?", tone: "" }
};

export function stateOf(name) {
  return Object.hasOwn(STATES, name) ? STATES[name] : STATES.unknown;
}
