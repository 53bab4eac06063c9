/// A pattern in which `*` stands for any number of characters, also for none. Everything else stands for itself.
package struct Wildcard: Hashable, Sendable {
    private let pattern: [Unicode.Scalar]
    private let hasPlaceholders: Bool
    private let ignoresCase: Bool

    /// - Parameters:
    ///   - pattern: The pattern.
    ///   - hasPlaceholders: Whether `?` stands for exactly one character.
    ///   - ignoresCase: Whether upper and lower case are the same.
    package init(_ pattern: some StringProtocol, hasPlaceholders: Bool = false, ignoresCase: Bool = false) {
        self.pattern = Array((ignoresCase ? pattern.lowercased() : String(pattern)).unicodeScalars)
        self.hasPlaceholders = hasPlaceholders
        self.ignoresCase = ignoresCase
    }

    /// Whether it can match more than one text.
    package var isOpen: Bool { pattern.contains { $0 == "*" || (hasPlaceholders && $0 == "?") } }

    /// Whether the whole of a text is what the pattern says.
    ///
    /// Only the last `*` is ever gone back to, so that no text, however it was made, takes longer than its length times the
    /// pattern's.
    package func matches(_ text: some StringProtocol) -> Bool {
        ignoresCase ? matches(text.lowercased().unicodeScalars) : matches(text.unicodeScalars)
    }

    private func matches<Text: Collection<Unicode.Scalar>>(_ text: Text) -> Bool {
        var position = text.startIndex
        var index = 0
        var retry: (index: Int, position: Text.Index)?
        while position < text.endIndex {
            if index < pattern.count, pattern[index] == "*" {
                retry = (index + 1, position)
                index += 1
            } else if index < pattern.count,
                pattern[index] == text[position] || (hasPlaceholders && pattern[index] == "?")
            {
                index += 1
                text.formIndex(after: &position)
            } else if let last = retry {
                // The last star takes one character more.
                let next = text.index(after: last.position)
                retry = (last.index, next)
                (index, position) = (last.index, next)
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == "*" }
    }
}
