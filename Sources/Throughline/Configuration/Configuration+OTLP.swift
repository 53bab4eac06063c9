extension Configuration {
    /// How to reach a collector, or a backend that takes OTLP over HTTP.
    ///
    /// Source: [OpenTelemetry Protocol Exporter](https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
    public struct OTLP: Sendable, Hashable {
        /// Where requests go (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`).
        public var endpoint: Endpoint = .default

        /// What requests carry in addition, an API key, say (`OTEL_EXPORTER_OTLP_HEADERS`).
        public var headers: Headers = [:]

        /// Headers that do not hold for ever, such as a token; they beat ``headers``.
        public var headerProvider: HeaderProvider?

        /// How requests are written (`OTEL_EXPORTER_OTLP_PROTOCOL`).
        public var encoding: Encoding = .protobuf

        /// How request bodies are compressed (`OTEL_EXPORTER_OTLP_COMPRESSION`).
        public var compression: Compression = .none

        /// The files with which collector and process show each other who they are (`OTEL_EXPORTER_OTLP_CERTIFICATE`,
        /// `OTEL_EXPORTER_OTLP_CLIENT_KEY`, `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE`).
        public var tls = TLSFiles()

        /// How long the export of one batch takes at most, all attempts together (`OTEL_EXPORTER_OTLP_TIMEOUT`).
        public var timeout: Duration = .seconds(10)

        /// When and how often a failed request is sent again.
        public var retry = RetryPolicy()

        /// The largest request body in bytes, before and after compression. A larger batch is dropped and counted.
        public var maxRequestSize: Int = 64 << 20

        /// The largest response body in bytes. A larger one is not read, and the request is not sent again.
        public var maxResponseSize: Int = 4 << 20

        /// What stands before `OTel-OTLP-Exporter-Swift/…` in the user agent, as `MyDistribution/1.0`.
        public var userAgentProduct: String?

        public init() {}
    }

    /// How requests are written.
    public enum Encoding: String, Sendable, Hashable {
        /// Protobuf: `http/protobuf`.
        case protobuf
        /// JSON, which is larger and slower: `http/json`.
        case json
    }

    /// How request bodies are compressed.
    public enum Compression: String, Sendable, Hashable {
        case none
        /// RFC 1952, which every collector takes.
        case gzip
        /// RFC 1950, which HTTP calls so.
        case deflate
    }
}

extension Configuration.OTLP: CustomStringConvertible {
    public var description: String {
        "endpoint \(endpoint), headers \(headers), encoding \(encoding), compression \(compression), timeout \(timeout)"
            + (tls.isEmpty ? "" : ", tls \(tls)")
    }
}
