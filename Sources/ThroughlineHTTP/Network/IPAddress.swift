#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An IP address, to be compared with others. IPv4 is what IPv6 maps it to, `::ffff:192.0.2.1`, so that both forms are one.
///
/// Specification: RFC 4291, section 2.5.5.2
struct IPAddress: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An IPv4 address, from its 32 bits.
    init(v4 bits: UInt32) {
        high = 0
        low = 0xffff << 32 | UInt64(bits)
    }

    /// `nil` for what is not an address. Brackets and ports are not part of one; a zone (`fe80::1%eth0`) is passed over.
    init?(_ text: some StringProtocol) {
        // The longest address has 45 bytes; a zone is an interface's name. Where C sees the text's end, it has to be it.
        guard text.utf8.count <= 64, !text.utf8.contains(0) else { return nil }
        if text.utf8.contains(UInt8(ascii: ":")) {
            let address = text.utf8.firstIndex(of: UInt8(ascii: "%")).map { String(text[..<$0]) } ?? String(text)
            var bits = in6_addr()
            guard inet_pton(AF_INET6, address, &bits) == 1 else { return nil }
            self = withUnsafeBytes(of: bits) { bytes in
                IPAddress(
                    high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                    low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                )
            }
        } else {
            var bits = in_addr()
            guard inet_pton(AF_INET, String(text), &bits) == 1 else { return nil }
            self.init(v4: UInt32(bigEndian: bits.s_addr))
        }
    }

    var isV4: Bool { high == 0 && low >> 32 == 0xffff }
}
