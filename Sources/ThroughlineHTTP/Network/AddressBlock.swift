import WireText

/// The addresses that begin with the same bits (CIDR, RFC 4632 and RFC 4291, section 2.3).
struct AddressBlock: Hashable, Sendable {
    private let prefix: IPAddress
    private let mask: IPAddress

    /// A block such as `10.0.0.0/8` or `2001:db8::/32`, or a single address; `nil` for what is neither.
    init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        let slash = bytes.firstIndex(of: UInt8(ascii: "/"))
        guard let address = IPAddress(text[..<(slash ?? text.endIndex)]) else { return nil }
        guard let slash else {
            self.init(address, length: 128)
            return
        }
        let digits = text[bytes.index(after: slash)...]
        guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy(\.isDigit),
            let length = Int(digits)
        else { return nil }
        // Whether the text was one of IPv4 is told by its having no colon: "::ffff:10.0.0.0/104" is one of IPv6.
        let isV4 = !bytes.contains(UInt8(ascii: ":"))
        guard length <= (isV4 ? 32 : 128) else { return nil }
        self.init(address, length: isV4 ? 96 + length : length)
    }

    private init(_ address: IPAddress, length: Int) {
        let high = length >= 64 ? UInt64.max : ~(UInt64.max >> UInt64(length))
        let low = length <= 64 ? 0 : ~(UInt64.max >> UInt64(length - 64))
        mask = IPAddress(high: high, low: low)
        prefix = IPAddress(high: address.high & high, low: address.low & low)
    }

    func contains(_ address: IPAddress) -> Bool {
        address.high & mask.high == prefix.high && address.low & mask.low == prefix.low
    }
}
