import WireText

/// What a `Content-Length` field says (RFC 9110, section 8.6).
struct ContentLength {
    let bytes: Int

    /// `nil` for what is no number, and for one that no body has: whoever sends it wants to spoil a sum.
    init?(_ text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isDigit), let bytes = Int(text),
            bytes <= Self.limit
        else { return nil }
        self.bytes = bytes
    }

    /// A tebibyte.
    private static let limit = 1 << 40
}
