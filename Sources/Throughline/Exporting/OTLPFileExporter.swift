import OTLP

/// Writes telemetry as lines of JSON, each a whole request of OTLP, into a file or to standard output.
///
/// ```swift
/// configuration.traces.exporters = [.otlp, .otlpFile("/var/log/shop/traces.jsonl")]
/// ```
///
/// A collector's `otlpjsonfile` receiver reads it. A file that has grown to ``maxSize`` is renamed to `….1`, in place of the one
/// before, so that there are never more than two. A line is written whole or not at all; what finds no room is tried again, as
/// after any other failure.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/
public final class OTLPFileExporter: SpanExporter, LogRecordExporter, MetricExporter {
    /// How many bytes a file has at most.
    public let maxSize: Int
    private let write: @Sendable ([UInt8]) -> ExportOutcome

    /// Appends to a file. It is made where there is none, readable by its owner and group.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - maxSize: How many bytes it has at most.
    public init(path: String, maxSize: Int = 64 << 20) {
        let file = LineFile(path: path, maxSize: maxSize)
        self.maxSize = maxSize
        write = { file.append($0) }
    }

    /// Writes to standard output, also for other programs that read it there.
    public static let standardOutput = OTLPFileExporter { StandardOutput.write(String(decoding: $0, as: UTF8.self)) }

    /// Hands each line, which ends with a line break, to something else.
    init(write: @escaping @Sendable ([UInt8]) -> Void) {
        maxSize = .max
        self.write = { line in
            write(line)
            return .success
        }
    }

    public func export(_ batch: SpanBatch) async -> ExportOutcome { export { try batch.decoded() } }

    public func export(_ batch: LogRecordBatch) async -> ExportOutcome { export { try batch.decoded() } }

    public func export(_ batch: MetricBatch) async -> ExportOutcome { export { batch.request } }

    private func export<Request: Message>(_ request: () throws -> Request) -> ExportOutcome {
        do {
            return write(try request().json() + [UInt8(ascii: "\n")])
        } catch {
            return .failure(reason: "the batch is not readable: \(error)")
        }
    }

    // Each line is written by `export`.
    public func forceFlush() async {}
    public func forceFlush() async -> ExportOutcome { .success }
    public func shutdown() async {}
}

extension Configuration.Exporter {
    /// A file, as lines of OTLP's JSON. See ``OTLPFileExporter``.
    public static func otlpFile(_ path: String) -> Self { .custom(OTLPFileExporter(path: path)) }
    /// Standard output, as lines of OTLP's JSON: `otlp/stdout`.
    public static var otlpStandardOutput: Self { .custom(OTLPFileExporter.standardOutput) }
}

extension Configuration.Logs.Exporter {
    /// A file, as lines of OTLP's JSON. See ``OTLPFileExporter``.
    public static func otlpFile(_ path: String) -> Self { .custom(OTLPFileExporter(path: path)) }
    /// Standard output, as lines of OTLP's JSON: `otlp/stdout`.
    public static var otlpStandardOutput: Self { .custom(OTLPFileExporter.standardOutput) }
}

extension Configuration.Metrics.Exporter {
    /// A file, as lines of OTLP's JSON. See ``OTLPFileExporter``.
    public static func otlpFile(_ path: String) -> Self { .custom(OTLPFileExporter(path: path)) }
    /// Standard output, as lines of OTLP's JSON: `otlp/stdout`.
    public static var otlpStandardOutput: Self { .custom(OTLPFileExporter.standardOutput) }
}
