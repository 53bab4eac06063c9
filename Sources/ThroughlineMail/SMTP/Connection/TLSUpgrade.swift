import NIOCore
import NIOSSL

/// Puts TLS into a connection's pipeline, below everything else.
struct TLSUpgrade {
    let context: NIOSSLContext
    let host: String

    /// On the channel's event loop.
    /// - Returns: What will know the cipher suite.
    func start(_ channel: any Channel) throws(MailError) -> TLSServerHelloReader {
        let reader = TLSServerHelloReader()
        do {
            // An IP address is no server name (RFC 6066, section 3); the certificate is then held against the peer's address.
            let handler = try NIOSSLClientHandler(context: context, serverHostname: host.isIPAddress ? nil : host)
            try channel.pipeline.syncOperations.addHandlers([reader, handler], position: .first)
        } catch {
            throw .tlsFailed(reason: "\(error)")
        }
        return reader
    }
}

extension String {
    var isIPAddress: Bool { (try? SocketAddress(ipAddress: self, port: 0)) != nil }
}

extension TLSVersion {
    var number: String {
        switch self {
        case .tlsv1: "1.0"
        case .tlsv11: "1.1"
        case .tlsv12: "1.2"
        case .tlsv13: "1.3"
        }
    }
}

enum TLSFailure {
    /// What went wrong in the handshake, in words that say what to do.
    static func reason(_ error: any Error) -> String {
        let text = "\(error)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return "the server's certificate is not trusted: it is signed by nobody known, or not valid now"
        }
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            return "the server's certificate is for another name"
        }
        if text.contains("WRONG_VERSION_NUMBER") { return "the server does not speak TLS on this port" }
        return text
    }
}
