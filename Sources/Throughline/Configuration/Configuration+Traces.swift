extension Configuration {
    /// How traces are sampled, limited, collected and exported.
    public struct Traces: Sendable {
        /// Decides which spans are recorded (`OTEL_TRACES_SAMPLER`, `OTEL_TRACES_SAMPLER_ARG`).
        public var sampler: any Sampler = .parentBased(root: .alwaysOn)

        /// Makes the ids of traces and spans.
        public var idGenerator: any IDGenerator = RandomIDGenerator()

        /// How much a span can hold (`OTEL_SPAN_…_LIMIT`).
        public var spanLimits = SpanLimits()

        /// Whether spans carry the place in the code that started them, as `code.*` attributes.
        public var codeLocation: Bool = true

        /// What spans pass on their way to the exporters, in this order.
        public var processors: [any SpanProcessor] = []

        /// How ended spans are collected before they are exported (`OTEL_BSP_…`).
        public var batch = Batch()

        /// Where spans go. Nowhere, if the list is empty (`OTEL_TRACES_EXPORTER`).
        public var exporters: [Exporter] = [.otlp]

        /// How to reach the collector for traces, where that differs from ``Configuration/otlp``
        /// (`OTEL_EXPORTER_OTLP_TRACES_…`).
        public var otlp = OTLPOverrides()

        public init() {}
    }

    /// A place where spans go.
    public enum Exporter: Sendable, CustomStringConvertible {
        /// A collector or a backend, over OTLP/HTTP.
        case otlp
        /// Standard output, as a tree for human eyes.
        case console
        /// An exporter of your own.
        case custom(any SpanExporter)

        public var description: String {
            switch self {
            case .otlp: "otlp"
            case .console: "console"
            case .custom(let exporter): "\(type(of: exporter))"
            }
        }
    }
}
