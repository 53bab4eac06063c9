/// The `DKIM-Signature` field while it is put together, folded at its tags.
struct FoldedField {
    private(set) var bytes: [UInt8]
    private var column: Int

    init(_ start: String) {
        bytes = Array(start.utf8)
        column = bytes.count
    }

    /// Appends a tag behind a space, or on a new line.
    mutating func append(_ tag: String) {
        let count = tag.utf8.count
        if column + 1 + count > HeaderWriter.preferredLength { fold() }
        bytes.append(UInt8(ascii: " "))
        bytes += tag.utf8
        column += 1 + count
    }

    /// Appends a tag whose value is a list with colons, at which it is folded.
    mutating func append(list tag: String, _ values: [String]) {
        append(tag)
        for (index, value) in values.enumerated() {
            let piece = value + (index == values.count - 1 ? ";" : ":")
            if column + piece.utf8.count > HeaderWriter.preferredLength {
                fold()
                bytes.append(UInt8(ascii: " "))
                column = 1
            }
            bytes += piece.utf8
            column += piece.utf8.count
        }
    }

    /// Appends the signature right behind `b=`, on as many lines as it takes.
    mutating func append(signature: String) {
        for byte in signature.utf8 {
            if column == HeaderWriter.preferredLength {
                fold()
                bytes.append(UInt8(ascii: " "))
                column = 1
            }
            bytes.append(byte)
            column += 1
        }
    }

    private mutating func fold() {
        bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        column = 0
    }
}
