/// Text without the addresses in it.
enum AddressMask {
    /// The text with `***` for the local part of everything that looks like an address.
    static func masked(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "@") {
                output.removeLast(localPartLength(at: output))
                output += "***".utf8
            }
            output.append(byte)
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// How many bytes at the end of a text are a local part.
    private static func localPartLength(at text: [UInt8]) -> Int {
        if text.last == UInt8(ascii: "\""), let opening = openingQuote(in: text.dropLast()) {
            return text.count - opening
        }
        return text.reversed().prefix { $0 >= 0x80 || $0 == UInt8(ascii: ".") || ByteSet.atom.contains($0) }.count
    }

    /// The last quote that no backslash makes a part of what is quoted.
    private static func openingQuote(in text: ArraySlice<UInt8>) -> Int? {
        text.indices.last { index in
            text[index] == UInt8(ascii: "\"")
                && text[..<index].reversed().prefix { $0 == UInt8(ascii: "\\") }.count.isMultiple(of: 2)
        }
    }
}
