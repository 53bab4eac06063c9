import WireText

/// What a peer wrote, as an attribute may hold it: without control characters, and not without end.
///
/// Whoever reads a trace does so in a terminal or on a page, where a control character could hide or forge what stands
/// there.
enum SafeText {
    /// Bytes of UTF-8 that an attribute holds of any one thing that a peer wrote.
    static let limit = 8192

    /// A header's value. Control characters become spaces, as RFC 9110, section 5.5, has it for some of them.
    static func value(_ text: String) -> String {
        isSafe(text) ? text : clean(text) { _ in " " }
    }

    /// A part of a URL. Control characters become what they should have been sent as (RFC 3986, section 2.1).
    static func url(_ text: String) -> String {
        isSafe(text) ? text : clean(text, percentEncoded)
    }

    private static func isSafe(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= limit else { return false }
        return bytes.withContiguousStorageIfAvailable { bytes in
            var controls: UInt8 = 0
            var wide: UInt8 = 0
            for byte in bytes {
                controls |= byte.isControl ? 1 : 0
                wide |= byte
            }
            // Beyond ASCII, U+0080 to U+009F are control characters too; these are looked for one by one.
            return controls == 0 && (wide < 0x80 || !text.unicodeScalars.contains(where: isControl))
        } ?? !text.unicodeScalars.contains(where: isControl)
    }

    private static func clean(_ text: String, _ replace: (Unicode.Scalar) -> String) -> String {
        var cleaned = ""
        for scalar in text.unicodeScalars {
            if isControl(scalar) {
                cleaned += replace(scalar)
            } else {
                cleaned.unicodeScalars.append(scalar)
            }
            if cleaned.utf8.count >= limit { break }
        }
        return cleaned
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    }

    private static func percentEncoded(_ scalar: Unicode.Scalar) -> String {
        PercentEncoding.encode(String(scalar)) { _ in false }
    }
}
