/// A client or a proxy, as a header names it.
struct ForwardedNode {
    let address: IPAddress
    /// The address and the port, as they were written.
    let peer: NetworkPeer

    /// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:4711`; `nil` for everything else, such as `unknown`
    /// and the made-up names of RFC 7239, section 6.3, from which nothing can be learnt.
    init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard let first = bytes.first, !bytes.contains(UInt8(ascii: "%")) else { return nil }
        let host: Range<String.Index>
        var rest = bytes[bytes.endIndex...]
        if first == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = bytes.index(after: bytes.startIndex)..<bracket
            rest = bytes[bytes.index(after: bracket)...]
            guard bytes[host].contains(UInt8(ascii: ":")) else { return nil }
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            !bytes[bytes.index(after: colon)...].contains(UInt8(ascii: ":"))
        {
            host = bytes.startIndex..<colon
            rest = bytes[colon...]
        } else {
            host = bytes.startIndex..<bytes.endIndex
        }
        guard let address = IPAddress(text[host]) else { return nil }
        // A made-up name may stand where a port belongs.
        let port = rest.first == UInt8(ascii: ":") ? Authority.port(rest.dropFirst()) : nil
        guard rest.isEmpty || rest.first == UInt8(ascii: ":") else { return nil }
        self.address = address
        peer = NetworkPeer(address: String(text[host]), port: port)
    }
}
