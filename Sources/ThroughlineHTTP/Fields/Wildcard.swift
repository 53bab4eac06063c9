/// Text with `*` for any run of characters, also for none. Everything else stands for itself.
struct Wildcard: Hashable, Sendable {
    private let pattern: [UInt8]

    init(_ text: some StringProtocol) {
        pattern = Array(text.utf8)
    }

    /// Whether `text` is a pattern at all, and not a plain name.
    static func isPattern(_ text: some StringProtocol) -> Bool { text.utf8.contains(star) }

    /// Whether the whole of `text` is what the pattern says. Upper and lower case differ.
    ///
    /// Only the last `*` is ever gone back to, so that no text, however it was made, takes longer than its length times
    /// the pattern's.
    func matches(_ text: some StringProtocol) -> Bool {
        let text = text.utf8
        var position = text.startIndex
        var index = 0
        var retry: (index: Int, position: String.Index)?
        while position < text.endIndex {
            if index < pattern.count, pattern[index] == Self.star {
                retry = (index + 1, position)
                index += 1
            } else if index < pattern.count, pattern[index] == text[position] {
                index += 1
                text.formIndex(after: &position)
            } else if let last = retry {
                let next = text.index(after: last.position)
                retry = (last.index, next)
                (index, position) = (last.index, next)
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == Self.star }
    }

    private static let star = UInt8(ascii: "*")
}
