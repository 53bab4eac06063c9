/// Text of a header as it is read: its encoded words decoded.
///
/// Source: RFC 2047, section 6.
enum HeaderText {
    /// The text, with every encoded word in UTF-8, ASCII or Latin-1 decoded; others stay as they are.
    static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "?")) else { return text }
        var output: [UInt8] = []
        var lastWasEncoded = false
        var gap: [UInt8] = []
        for piece in pieces(of: Array(text.utf8)) {
            if piece.first?.isWhitespaceOfMail ?? true {
                gap += piece
            } else if let decoded = decodedWord(piece) {
                // White space between two encoded words is not part of the text.
                if !lastWasEncoded { output += gap }
                gap = []
                output += decoded
                lastWasEncoded = true
            } else {
                output += gap
                gap = []
                output += piece
                lastWasEncoded = false
            }
        }
        return String(decoding: output + gap, as: UTF8.self)
    }

    /// Words and the white space between them, alternating.
    private static func pieces(of text: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        for index in text.indices.dropFirst()
        where text[index].isWhitespaceOfMail != text[index - 1].isWhitespaceOfMail {
            pieces.append(text[start..<index])
            start = index
        }
        if start < text.count { pieces.append(text[start...]) }
        return pieces
    }

    /// What a word such as `=?utf-8?Q?caf=C3=A9?=` says, in UTF-8; `nil` if it is none.
    private static func decodedWord(_ word: ArraySlice<UInt8>) -> [UInt8]? {
        guard word.starts(with: "=?".utf8), word.suffix(2).elementsEqual("?=".utf8), word.count > 6 else { return nil }
        let parts = word.dropFirst(2).dropLast(2).split(separator: UInt8(ascii: "?"), omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let bytes: [UInt8]? =
            switch parts[1].first?.lowercased {
            case UInt8(ascii: "q"): quoted(parts[2])
            case UInt8(ascii: "b"): TransferDecoding.base64(parts[2])
            default: nil
            }
        guard let bytes else { return nil }
        // A language may stand behind the charset, RFC 2231, section 5.
        let charset = String(decoding: parts[0].prefix { $0 != UInt8(ascii: "*") }, as: UTF8.self)
        return Charset.utf8(bytes, from: charset).map { Array($0.utf8) }
    }

    private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "_"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "="):
                guard let high = rest.popFirst()?.hexDigitValue, let low = rest.popFirst()?.hexDigitValue else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
