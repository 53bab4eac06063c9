/// The files, in PEM, with which a collector and this process show each other who they are.
///
/// They are read again when they change, so that certificates can be renewed while the process runs.
public struct TLSFiles: Sendable, Hashable {
    /// Certificates of the authorities that the collector's is checked against, instead of the system's
    /// (`OTEL_EXPORTER_OTLP_CERTIFICATE`).
    public var certificate: String?
    /// The private key of this process (`OTEL_EXPORTER_OTLP_CLIENT_KEY`).
    public var clientKey: String?
    /// The certificates of this process, its own first (`OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE`).
    public var clientCertificate: String?

    public init(certificate: String? = nil, clientKey: String? = nil, clientCertificate: String? = nil) {
        self.certificate = certificate
        self.clientKey = clientKey
        self.clientCertificate = clientCertificate
    }

    var isEmpty: Bool { paths.isEmpty }

    func overridden(by own: TLSFiles) -> TLSFiles {
        TLSFiles(
            certificate: own.certificate ?? certificate,
            clientKey: own.clientKey ?? clientKey,
            clientCertificate: own.clientCertificate ?? clientCertificate
        )
    }

    var paths: [String] { [certificate, clientKey, clientCertificate].compactMap(\.self) }
}

extension TLSFiles: CustomStringConvertible {
    public var description: String {
        [("certificate", certificate), ("clientKey", clientKey), ("clientCertificate", clientCertificate)]
            .compactMap { name, path in path.map { "\(name) \($0.printable())" } }.joined(separator: " ")
    }
}
