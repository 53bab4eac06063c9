import OTLP

/// What is shown of a log record, in one line.
struct LogDetails {
    private let entry: LogEntry

    init(_ entry: LogEntry) {
        self.entry = entry
    }

    /// The severity's range, five characters: `INFO `. The record's own word for it is trusted where there is no number.
    var severity: TerminalText {
        let names = ["TRACE", "DEBUG", "INFO ", "WARN ", "ERROR", "FATAL"]
        let number = Int(entry.severity.rawValue)
        if (1...24).contains(number) { return TerminalText(names[(number - 1) / 4]) }
        let word = TerminalText(entry.data.severityText, limit: 5)
        return TerminalText(word.text + String(repeating: " ", count: 5 - word.width))
    }

    var severityStyle: TerminalStyle {
        switch entry.severity.rawValue {
        case SeverityNumber.error.rawValue...: .boldError
        case SeverityNumber.warn.rawValue...: .warning
        case SeverityNumber.info.rawValue...: .plain
        default: .dim
        }
    }

    var messageStyle: TerminalStyle {
        entry.isError ? .error : entry.severity.rawValue < SeverityNumber.info.rawValue ? .dim : .plain
    }

    /// What is said, and the error that it is about.
    var message: String {
        var message = clipped(AttributeText.value(entry.data.body))
        if message.isEmpty { message = clipped(entry.data.eventName) }
        let error = ["exception.type", "exception.message"]
            .map { clipped(AttributeText.value(entry.data.attributes[$0])) }
            .filter { !$0.isEmpty && !message.contains($0) }
            .joined(separator: ": ")
        if error.isEmpty { return message.isEmpty ? "(no message)" : message }
        return message.isEmpty ? error : "\(message): \(error)"
    }

    /// The attributes, without those that are for machines.
    var attributes: String {
        let prefixes = ["code.", "thread.", "exception.", "log.", "telemetry."]
        return entry.data.attributes
            .filter { attribute in !prefixes.contains { attribute.key.hasPrefix($0) } }
            .prefix(8)
            .map { clipped(AttributeText.pair($0)) }
            .joined(separator: "  ")
    }

    /// More than a line ever shows.
    private func clipped(_ text: String) -> String {
        String(text.unicodeScalars.prefix(1_000))
    }
}
