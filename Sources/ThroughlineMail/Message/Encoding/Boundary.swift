/// What separates the parts of a mail.
///
/// Source: RFC 2046, section 5.1.1.
enum Boundary {
    /// One that no part has in it: no line of quoted-printable or base64 has `=_`, and other text does not guess 100 random
    /// bits.
    static func unique() -> String {
        var generator = SystemRandomNumberGenerator()
        var text = Array("=_".utf8)
        text.append(base32: generator.next(), bits: 60)
        text.append(base32: generator.next(), bits: 40)
        return String(decoding: text, as: UTF8.self)
    }
}
