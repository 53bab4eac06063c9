extension Configuration.Logs {
    mutating func read(_ environment: inout Environment, over otlp: Configuration.OTLP) {
        let offered: [String: () -> Exporter] = [
            "otlp": { .otlp }, "console": { .console }, "otlp/stdout": { .otlpStandardOutput },
        ]
        environment.readExporters("OTEL_LOGS_EXPORTER", into: &exporters, offered: offered)
        limits.read(&environment)
        batch.read(&environment, prefix: "OTEL_BLRP_")
        self.otlp.read(&environment, variables: .logs, over: otlp)
    }
}

extension LogRecordLimits {
    /// A limit of its own beats the general one.
    fileprivate mutating func read(_ environment: inout Environment) {
        let counts = 0...SpanLimits.highestCount
        let lengths = 0...Int(Int32.max)
        environment.read("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", into: &attributeValueLength, in: lengths)
        environment.read("OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT", into: &attributeValueLength, in: lengths)
        environment.read("OTEL_ATTRIBUTE_COUNT_LIMIT", into: &attributeCount, in: counts)
        environment.read("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT", into: &attributeCount, in: counts)
    }
}
