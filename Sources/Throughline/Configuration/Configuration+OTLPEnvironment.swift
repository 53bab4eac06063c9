extension Configuration.OTLPOverrides {
    /// The variables of one signal, or those for all of them.
    struct Variables {
        var prefix: String
        var isGeneral: Bool

        static let general = Variables(prefix: "OTEL_EXPORTER_OTLP_", isGeneral: true)
        static let traces = Variables(prefix: "OTEL_EXPORTER_OTLP_TRACES_", isGeneral: false)
        static let metrics = Variables(prefix: "OTEL_EXPORTER_OTLP_METRICS_", isGeneral: false)
        static let logs = Variables(prefix: "OTEL_EXPORTER_OTLP_LOGS_", isGeneral: false)

        var endpoint: String { prefix + "ENDPOINT" }
        var transport: String { prefix + "PROTOCOL" }
        var headers: String { prefix + "HEADERS" }
        var compression: String { prefix + "COMPRESSION" }
        var timeout: String { prefix + "TIMEOUT" }
        var certificate: String { prefix + "CERTIFICATE" }
        var clientKey: String { prefix + "CLIENT_KEY" }
        var clientCertificate: String { prefix + "CLIENT_CERTIFICATE" }
    }

    /// - Parameter base: What is used where a variable says nothing, or nothing that can be used.
    mutating func read(_ environment: inout Environment, variables: Variables, over base: Configuration.OTLP) {
        let current = base.overridden(by: self)
        readEndpoint(&environment, variables: variables, using: "\(current.endpoint) is used")
        readTransport(&environment, variables: variables)
        readHeaders(&environment, variables: variables)
        environment.read(
            variables.compression,
            into: &compression,
            oneOf: ["gzip": .gzip, "deflate": .deflate, "none": Configuration.Compression.none],
            using: "\(current.compression) is used"
        )
        environment.read(
            variables.timeout,
            into: &timeout,
            inMilliseconds: 1...Configuration.Batch.longestMilliseconds,
            using: current.timeout
        )
        let insecure = variables.prefix + "INSECURE"
        if environment.text(insecure) != nil {
            environment.warn(insecure, "is for grpc, which is not offered", using: "the endpoint's scheme decides")
        }
        tls.certificate = environment.text(variables.certificate) ?? tls.certificate
        tls.clientKey = environment.text(variables.clientKey) ?? tls.clientKey
        tls.clientCertificate = environment.text(variables.clientCertificate) ?? tls.clientCertificate
    }

    private mutating func readEndpoint(
        _ environment: inout Environment,
        variables: Variables,
        using fallback: @autoclosure () -> String
    ) {
        guard let text = environment.text(variables.endpoint) else { return }
        let endpoint: Endpoint = variables.isGeneral ? .base(text) : .exact(text)
        guard endpoint.isValid else {
            // The address may hold a password, so the warning does not repeat it.
            environment.warn(
                variables.endpoint,
                "is not an http or https address with a host",
                using: fallback()
            )
            return
        }
        if endpoint.hasUserInformation {
            environment.warn(
                variables.endpoint,
                "holds a user name or a password, which are not sent",
                using: "credentials belong into \(variables.headers)"
            )
        }
        self.endpoint = endpoint
    }

    private mutating func readTransport(_ environment: inout Environment, variables: Variables) {
        guard let text = environment.text(variables.transport) else { return }
        let fallback = "http/protobuf is used"
        switch text.lowercased() {
        case "http/protobuf": encoding = .protobuf
        case "http/json": encoding = .json
        case "grpc":
            environment.warn(
                variables.transport,
                "names grpc, which is not offered",
                using: "\(fallback); collectors listen for it on port 4318, and for grpc on 4317"
            )
        default:
            environment.warn(variables.transport, "is not known: \"\(text.printable())\"", using: fallback)
        }
    }

    /// What of the headers is well-formed replaces the headers of the same names.
    private mutating func readHeaders(_ environment: inout Environment, variables: Variables) {
        guard let text = environment.text(variables.headers) else { return }
        let fallback = "this header is left out"
        for member in KeyValueList.members(of: text) {
            switch member {
            case .malformed(let reason):
                environment.warn(variables.headers, reason, using: fallback)
            case .pair(let name, let value):
                switch Headers.refusal(ofName: name, value: value) {
                case nil: headers[name] = value
                // What is not a name may be a part of a value.
                case .name: environment.warn(variables.headers, "has a name that is not a token", using: fallback)
                case let refusal?:
                    environment.warn(variables.headers, "names \"\(name)\", which \(refusal.rawValue)", using: fallback)
                }
            }
        }
    }
}
