/// A header's name as an environment variable has it: plain, with wildcards, or as the regular expression that the same
/// variable holds in other languages.
struct HeaderPattern {
    /// The wildcard for the whole of a name, in lower case.
    let whole: String
    /// The wildcard for names in which it stands anywhere; one for all names where it cannot be understood: what is to be
    /// hidden had better be hidden twice.
    let anywhere: String

    init(_ text: String) {
        var text = text.lowercased()
        let isAtStart = text.utf8.first == UInt8(ascii: "^")
        if isAtStart { text.removeFirst() }
        let isAtEnd = text.utf8.last == UInt8(ascii: "$")
        if isAtEnd { text.removeLast() }
        whole = text.split(separator: ".*", omittingEmptySubsequences: false).joined(separator: "*")
        let isUnderstood = whole.utf8.allSatisfy { !#"\^$.|?+()[]{}"#.utf8.contains($0) }
        anywhere = isUnderstood ? "\(isAtStart ? "" : "*")\(whole)\(isAtEnd ? "" : "*")" : "*"
    }
}
