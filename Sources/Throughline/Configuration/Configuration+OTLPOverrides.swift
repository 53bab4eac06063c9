extension Configuration {
    /// What one signal has otherwise than ``Configuration/otlp``; whatever is `nil` is as it is there.
    public struct OTLPOverrides: Sendable, Hashable {
        /// Where the signal's requests go.
        public var endpoint: Endpoint?

        /// Headers in addition; one that both have has this value.
        public var headers: Headers = [:]

        /// How request bodies are compressed.
        public var compression: Compression?

        /// How long the export of one batch takes at most, all attempts together.
        public var timeout: Duration?

        public init() {}
    }
}

extension Configuration.OTLP {
    /// These settings with one signal's own over them.
    func overridden(by own: Configuration.OTLPOverrides) -> Configuration.OTLP {
        var settings = self
        settings.endpoint = own.endpoint ?? endpoint
        settings.headers.merge(own.headers)
        settings.compression = own.compression ?? compression
        settings.timeout = own.timeout ?? timeout
        return settings
    }
}

extension Configuration.OTLPOverrides {
    var isEmpty: Bool { self == Configuration.OTLPOverrides() }
}

extension Configuration.OTLPOverrides: CustomStringConvertible {
    public var description: String {
        [
            endpoint.map { "endpoint \($0)" },
            headers.isEmpty ? nil : "headers \(headers)",
            compression.map { "compression \($0)" },
            timeout.map { "timeout \($0)" },
        ].compactMap { $0 }.joined(separator: ", ")
    }
}
