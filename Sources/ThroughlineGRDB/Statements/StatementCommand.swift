/// What a statement does to transactions, by its first words.
///
/// Source: https://www.sqlite.org/lang_transaction.html, https://www.sqlite.org/lang_savepoint.html
enum StatementCommand: Hashable {
    case begin(TransactionKind)
    case commit
    case rollback
    case savepoint(String)
    case release(String)
    case rollbackTo(String)
    /// Anything else.
    case other

    init(_ text: UnsafeRawBufferPointer) {
        var words = SQLWords(text)
        switch words.nextKeyword(startingWith: "bcersBCERS") {
        case "begin":
            self = .begin(TransactionKind(words.nextKeyword()))
        case "commit", "end":
            self = .commit
        case "rollback":
            self = Self.rollback(&words)
        case "savepoint":
            self = words.nextName().map { .savepoint($0) } ?? .other
        case "release":
            self = words.nextName(after: "savepoint").map { .release($0) } ?? .other
        default:
            self = .other
        }
    }

    private static func rollback(_ words: inout SQLWords) -> Self {
        var word = words.nextKeyword()
        if word == "transaction" { word = words.nextKeyword() }
        guard word == "to" else { return .rollback }
        return words.nextName(after: "savepoint").map { .rollbackTo($0) } ?? .other
    }
}

/// When a transaction takes its locks.
enum TransactionKind: String {
    case deferred, immediate, exclusive

    /// - Parameter keyword: What follows `BEGIN`; a transaction is deferred unless it says otherwise.
    init(_ keyword: String?) {
        self = keyword.flatMap(Self.init(rawValue:)) ?? .deferred
    }
}
