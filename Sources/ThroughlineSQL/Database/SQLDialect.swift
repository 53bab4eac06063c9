/// What is a literal, a name, a comment or a placeholder in a text of SQL.
///
/// A text that is read as another dialect than it is written in can show its literals: where a system has no constant in
/// ``DatabaseSystem``, say which dialect it is nearest to.
public enum SQLDialect: Hashable, Sendable {
    /// ISO SQL, with a tolerance for what most systems add to it.
    case standard
    case postgresql
    case sqlite
    /// MySQL and MariaDB, where `"…"` is a string and a backslash escapes.
    case mysql
    /// Microsoft SQL Server.
    case transactSQL
    case oracle
}

extension SQLDialect {
    /// `/* /* */ */` is one comment. Where that is not known, it is taken for one: what follows is not recorded then.
    var nestsComments: Bool { self == .postgresql || self == .transactSQL || self == .standard }

    /// `# …` is a comment, and `--` is none unless a space follows.
    var commentsAsMySQL: Bool { self == .mysql }

    var hasBackslashEscapes: Bool { self == .mysql }

    /// `"…"` is a string.
    var quotesStringsDoubly: Bool { self == .mysql }

    /// `"…"` is a name by the standard, and a string by a setting or where there is no such name.
    var mayQuoteStringsDoubly: Bool { self == .sqlite || self == .transactSQL || self == .standard }

    var quotesNamesWithBackticks: Bool { self == .mysql || self == .sqlite || self == .standard }

    var quotesNamesWithBrackets: Bool { self == .sqlite || self == .transactSQL }

    /// `$tag$ … $tag$` is a string.
    var quotesWithDollars: Bool { self == .postgresql || self == .standard }

    /// A table may be named in single quotes: the convention has an example of it, SQLite takes it.
    var namesTablesWithStrings: Bool { self == .sqlite || self == .standard }

    /// What looks like a placeholder may be none: `EXEC p @name = 'bob'` names a procedure's parameter.
    var hasDoubtfulPlaceholders: Bool { self == .transactSQL || self == .standard }

    /// A common table expression sees itself without being `RECURSIVE`.
    var hasImplicitRecursion: Bool { self == .sqlite || self == .transactSQL || self == .oracle }

    /// A routine's definition goes on to the end of the text, whatever semicolons it holds.
    var definesRoutinesToTheEnd: Bool { self == .transactSQL || self == .oracle }

    /// Statements follow each other without a semicolon.
    var separatesStatementsByNothing: Bool { self == .transactSQL }
}
