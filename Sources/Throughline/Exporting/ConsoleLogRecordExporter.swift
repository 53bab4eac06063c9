import OTLP

/// Prints log records for human eyes, a line each:
///
/// ```
/// 2026-11-21T09:30:00.125Z WARN  shop.http  stock is low  product.id = 7  trace 4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7
/// ```
///
/// The form is not made for machines, and may change.
public struct ConsoleLogRecordExporter: LogRecordExporter {
    private let write: @Sendable (String) -> Void

    /// Prints to standard output.
    public init() {
        self.init(write: StandardOutput.write)
    }

    /// Hands the text, which ends with a line break, to something else.
    public init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    public func export(_ batch: LogRecordBatch) async -> ExportOutcome {
        do {
            let scopeLogs = try batch.decoded().resourceLogs.flatMap(\.scopeLogs)
            let lines = scopeLogs.flatMap { scopeLogs in
                scopeLogs.logRecords.map { ($0.time, $0.line(scope: scopeLogs.scope?.name ?? "")) }
            }
            // Scopes take turns in the program; a batch has them one after the other.
            let text = lines.sorted { $0.0 < $1.0 }.map { "\($0.1)\n" }.joined()
            if !text.isEmpty { write(text) }
            return .success
        } catch {
            return .failure(reason: "the batch is not readable: \(error)")
        }
    }
}

extension OTLP.LogRecord {
    fileprivate var time: UInt64 { timeUnixNano == 0 ? observedTimeUnixNano : timeUnixNano }

    fileprivate func line(scope: String) -> String {
        var parts = ["\(CivilTime(nanosecondsSince1970: time)) \(severityName)"]
        if !scope.isEmpty { parts.append(scope.printable()) }
        if !eventName.isEmpty { parts.append("[\(eventName.printable())]") }
        if let body { parts.append(body.shown) }
        parts += attributes.map { "\($0.key.printable()) = \($0.value?.shown ?? "")" }
        if !traceID.isEmpty { parts.append("trace \(traceID.hexDigits) \(spanID.hexDigits)") }
        return parts.joined(separator: "  ")
    }

    /// Five letters wide, so that what follows stands in a column.
    private var severityName: String {
        switch severityNumber.rawValue {
        case 1...4: "TRACE"
        case 5...8: "DEBUG"
        case 9...12: "INFO "
        case 13...16: "WARN "
        case 17...20: "ERROR"
        case 21...24: "FATAL"
        default: "-    "
        }
    }
}
