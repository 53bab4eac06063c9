/// A piece of a text of SQL. Its place is all that is kept of it.
struct Token {
    enum Kind: UInt8 {
        case whitespace
        case comment
        /// A keyword, or a name without quotes.
        case word
        /// A name in quotes.
        case quotedName
        case string
        case number
        /// What stands for a value that is sent beside the text.
        case placeholder
        /// `@name` where it is the database's own variable.
        case variable
        /// Anything else, of one byte or two.
        case symbol
    }

    var kind: Kind
    /// The first byte, and the one behind the last.
    var start: Int
    var end: Int
    /// Whether what has an end has come to it.
    var isTerminated = true

    var isSignificant: Bool { kind != .whitespace && kind != .comment }

    var isLiteral: Bool { kind == .string || kind == .number }
}
