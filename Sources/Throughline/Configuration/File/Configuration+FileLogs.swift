import Logging

extension Configuration.Logs {
    mutating func read(_ file: FileMapping, over general: Configuration.OTLP) {
        let processors = FileProcessors<Exporter>(
            file,
            offers: .init(
                otlp: .otlp,
                console: .console,
                file: { .custom($0) },
                zipkin: nil,
                another: { .custom(OTLPHTTPLogRecordExporter($0, logger: Logger(label: "throughline"))) }
            ),
            batch: batch,
            over: general
        )
        exporters = processors.exporters
        batch = processors.batch ?? batch
        otlp = processors.otlp ?? otlp
        file.child("limits") { limits.read($0) }
        file.notOffered("logger_configurator/development", using: "all loggers are enabled")
    }
}

extension LogRecordLimits {
    mutating func read(_ file: FileMapping) {
        file.read("attribute_value_length_limit", into: &attributeValueLength, in: 0...Int(Int32.max))
        file.read("attribute_count_limit", into: &attributeCount, in: 0...SpanLimits.highestCount)
    }
}
