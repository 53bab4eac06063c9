/// What there is to know of a statement's text.
struct StatementText {
    /// Without blanks and semicolons around it.
    let text: String
    let command: StatementCommand
    let isHousekeeping: Bool
    /// Whether it may insert, change or delete rows.
    let changesRows: Bool

    init(_ string: String) {
        let full = Substring(string)
        let start = full.utf8.firstIndex { !$0.isSeparator } ?? full.endIndex
        let end = full.utf8.lastIndex { !$0.isSeparator }.map(full.utf8.index(after:)) ?? full.endIndex
        let trimmed = full[start..<end]
        text = String(trimmed)
        command = text.utf8.withContiguousStorageIfAvailable { StatementCommand(UnsafeRawBufferPointer($0)) } ?? .other
        isHousekeeping = Housekeeping.contains(trimmed)
        changesRows = Self.changesRows(trimmed)
    }

    private static func changesRows(_ text: Substring) -> Bool {
        var text = text
        let keyword = text.withUTF8 { bytes in
            var words = SQLWords(UnsafeRawBufferPointer(bytes))
            return words.nextKeyword(startingWith: "iudrwIUDRW")
        }
        return ["insert", "update", "delete", "replace", "with"].contains(keyword)
    }
}

extension UInt8 {
    fileprivate var isSeparator: Bool {
        self == UInt8(ascii: " ") || (9...13).contains(self) || self == UInt8(ascii: ";")
    }
}
