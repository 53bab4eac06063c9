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
    fileprivate var isIPAddress: Bool { (try? SocketAddress(ipAddress: self, port: 0)) != nil }
}
