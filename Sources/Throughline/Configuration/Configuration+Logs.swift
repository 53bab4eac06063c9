public import Logging

extension Configuration {
    /// How logs are recorded, limited, collected and exported.
    ///
    /// The application's loggers come to it by ``Telemetry/bootstrapLogging(also:)``.
    public struct Logs: Sendable {
        /// The least severe lines that loggers record, until they are told otherwise.
        public var level: Logger.Level = .info

        /// How much a log record can hold (`OTEL_LOGRECORD_ATTRIBUTE_…_LIMIT`).
        public var limits = LogRecordLimits()

        /// Whether records carry the place in the code that logged them, as `code.*` attributes.
        public var codeLocation: Bool = true

        /// Whether a metadata value with these attributes must not leave the process; `REDACTED` goes in its place.
        ///
        /// Which attributes there are is for libraries to say, so what they mean cannot be known here. Until you say it, every
        /// value that has any is taken for sensitive:
        ///
        /// ```swift
        /// configuration.logs.isSensitive = { $0[Sensitivity.self] == .sensitive }
        /// ```
        public var isSensitive: @Sendable (Logger.MetadataValueAttributes) -> Bool = { _ in true }

        /// What log records pass on their way to the exporters, in this order.
        public var processors: [any LogRecordProcessor] = []

        /// How log records are collected before they are exported (`OTEL_BLRP_…`).
        public var batch: Batch = {
            var batch = Batch()
            batch.scheduleDelay = .milliseconds(1000)
            return batch
        }()

        /// Where log records go. Nowhere, if the list is empty (`OTEL_LOGS_EXPORTER`).
        public var exporters: [Exporter] = [.otlp]

        /// How to reach the collector for logs, where that differs from ``Configuration/otlp``
        /// (`OTEL_EXPORTER_OTLP_LOGS_…`).
        public var otlp = OTLPOverrides()

        public init() {}

        /// A place where log records go.
        public enum Exporter: Sendable, CustomStringConvertible {
            /// A collector or a backend, over OTLP/HTTP.
            case otlp
            /// Standard output, a line each, for human eyes.
            case console
            /// An exporter of your own.
            case custom(any LogRecordExporter)

            public var description: String {
                switch self {
                case .otlp: "otlp"
                case .console: "console"
                case .custom(let exporter): "\(type(of: exporter))"
                }
            }
        }
    }
}
