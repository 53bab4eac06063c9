extension TraceDrawing {
    /// Draws log lines, earliest first; of very many, the first ones, and the count of the others.
    ///
    /// - Parameters:
    ///   - start: begins each line.
    ///   - startTime: what the times are counted from, in nanoseconds since 1970-01-01T00:00:00Z; 0 for none.
    mutating func drawLogs(_ entries: [LogEntry], after start: String, from startTime: UInt64) {
        let ordered = entries.enumerated()
            .sorted { ($0.element.timeUnixNano, $0.offset) < ($1.element.timeUnixNano, $1.offset) }
            .map(\.element)
        let shown = ordered.prefix(options.maxLogs)
        for entry in shown { drawLog(entry, after: start, from: startTime) }
        let hidden = ordered.dropFirst(shown.count)
        guard !hidden.isEmpty else { return }
        var line = TerminalLine(isColored: options.isColored)
        line.append(start, .dim)
        line.append("… \(counted(hidden.count, "more log line"))", .dim)
        let errors = hidden.count { $0.isError }
        if errors > 0 { line.append(", \(counted(errors, "error"))", .boldError) }
        end(line)
    }

    private mutating func drawLog(_ entry: LogEntry, after start: String, from startTime: UInt64) {
        let details = LogDetails(entry)
        var line = TerminalLine(isColored: options.isColored)
        line.append(start, .dim)
        line.append(details.severity, details.severityStyle)
        line.append(" ")
        let time = entry.timeUnixNano
        let offset =
            startTime > 0 && time >= startTime
            ? "  +" + TimeText.duration(nanoseconds: time - startTime) : ""
        let room = width - line.width
        let limit = room - offset.unicodeScalars.count
        line.append(TerminalText(details.message, limit: limit < 8 ? room : limit), details.messageStyle)
        let attributes = details.attributes
        let rest = width - line.width - offset.unicodeScalars.count - 2
        if !attributes.isEmpty, rest >= 12 {
            line.append("  ")
            line.append(TerminalText(attributes, limit: rest), .dim)
        }
        if limit >= 8 { line.append(offset, .dim) }
        end(line)
    }
}
