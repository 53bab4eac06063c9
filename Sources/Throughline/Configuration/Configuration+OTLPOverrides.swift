extension Configuration {
    /// What one signal has otherwise than ``Configuration/otlp``; whatever is `nil` is as it is there.
    public struct OTLPOverrides: Sendable, Hashable {
        /// Where the signal's requests go.
        public var endpoint: Endpoint?

        /// Headers in addition; one that both have has this value.
        public var headers: Headers = [:]

        /// Headers that do not hold for ever, such as a token.
        public var headerProvider: HeaderProvider?

        /// How requests are written.
        public var encoding: Encoding?

        /// How request bodies are compressed.
        public var compression: Compression?

        /// The files with which collector and process show each other who they are.
        public var tls = TLSFiles()

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
        settings.headerProvider = own.headerProvider ?? headerProvider
        settings.encoding = own.encoding ?? encoding
        settings.compression = own.compression ?? compression
        settings.tls = tls.overridden(by: own.tls)
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
            encoding.map { "encoding \($0)" },
            compression.map { "compression \($0)" },
            timeout.map { "timeout \($0)" },
            tls.isEmpty ? nil : "tls \(tls)",
        ].compactMap { $0 }.joined(separator: ", ")
    }
}
