import NIOCore

/// Reads the cipher suite out of the server's side of a TLS handshake, which NIOSSL does not tell, and leaves.
///
/// It stands before the TLS handler, and passes on what it looks at.
///
/// Source: RFC 8446, sections 4.1.3 and 5.1; the same bytes in TLS 1.2.
final class TLSServerHelloReader: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// The suite's registered name, or its number.
    private(set) var cipher: String?
    private var seen = ByteBuffer()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        // Record and handshake headers, version, random, session id and suite are at most 78 bytes.
        let missing = 78 - seen.readableBytes
        seen.writeImmutableBuffer(
            bytes.getSlice(at: bytes.readerIndex, length: min(missing, bytes.readableBytes)) ?? bytes
        )
        cipher = Self.cipher(in: seen)
        context.fireChannelRead(wrapInboundOut(bytes))
        if cipher != nil || seen.readableBytes >= 78 {
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
    }

    private static func cipher(in bytes: ByteBuffer) -> String? {
        let start = bytes.readerIndex
        // A handshake record that begins with a server hello.
        guard bytes.getInteger(at: start, as: UInt8.self) == 22,
            bytes.getInteger(at: start + 5, as: UInt8.self) == 2,
            let sessionIDLength = bytes.getInteger(at: start + 43, as: UInt8.self),
            let suite = bytes.getInteger(at: start + 44 + Int(sessionIDLength), as: UInt16.self)
        else { return nil }
        return names[suite] ?? "0x" + String(suite, radix: 16, uppercase: true)
    }

    /// The suites that NIOSSL agrees to by default.
    private static let names: [UInt16: String] = [
        0x1301: "TLS_AES_128_GCM_SHA256",
        0x1302: "TLS_AES_256_GCM_SHA384",
        0x1303: "TLS_CHACHA20_POLY1305_SHA256",
        0xC009: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        0xC00A: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        0xC013: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        0xC014: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        0xC02B: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        0xC02C: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        0xC02F: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        0xC030: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        0xCCA8: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        0xCCA9: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    ]
}
