/// What tells how a text can stand in a header.
struct TextShape {
    /// Whether it is made of atoms, as the name of a mailbox without quotes is.
    private(set) var isPhrase = true
    /// The length of the longest word, together with the spaces in front of it.
    private(set) var longestWord = 0

    /// `nil` if the text cannot stand as it is: it is empty, has more than printable ASCII, begins or ends with a space, or
    /// looks like an encoded word.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let first = bytes.first, let last = bytes.last,
            first != UInt8(ascii: " "), last != UInt8(ascii: " ")
        else { return nil }
        var word = 0
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == UInt8(ascii: " ") {
                if previous == byte {
                    isPhrase = false
                } else {
                    word = 0
                }
            } else {
                guard byte > 0x20, byte < 0x7F else { return nil }
                if byte == UInt8(ascii: "?"), previous == UInt8(ascii: "=") { return nil }
                if !ByteSet.atom.contains(byte) { isPhrase = false }
            }
            word += 1
            longestWord = max(longestWord, word)
            previous = byte
        }
    }

    /// The length of the longest word, together with the spaces in front of it, of a text that neither begins nor ends with
    /// one.
    static func longestWord(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var longest = 0
        var start = 0
        for index in bytes.indices.dropFirst()
        where bytes[index] == UInt8(ascii: " ") && bytes[index - 1] != UInt8(ascii: " ") {
            longest = max(longest, index - start)
            start = index
        }
        return max(longest, bytes.count - start)
    }
}
