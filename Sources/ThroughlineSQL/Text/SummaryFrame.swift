/// What a summary's parser knows of the parentheses it is in.
struct SummaryFrame {
    /// Which statement the words here belong to.
    enum Role: UInt8 {
        case none, select, insert, update, delete, merge
        /// `FROM (a JOIN b)`
        case tables
        /// The head of a statement, with its common table expressions.
        case with
    }

    /// What the next name is.
    enum Expectation: UInt8 {
        case none
        /// A table that is read: not a function's call.
        case source
        /// A table that is written, a routine, an object, whatever follows it.
        case name
        /// The same, with words in between that are no names: `INSERT OR REPLACE INTO orders`.
        case nameAfterModifiers
        /// `DELETE orders`, unless `FROM` says more.
        case deleted
        /// What a definition is of, `TABLE`, and then its name.
        case object
        /// The same, but the name may come at once.
        case objectOrName
    }

    /// Where in the list of common table expressions.
    enum With: UInt8 { case none, name, columns, body, end }

    var role = Role.none
    var expects = Expectation.none
    var with = With.none
    /// No word was read here yet, so that the next can begin a statement.
    var isAtStart = true
    /// A comma brings another target.
    var isInList = false
    var hasFrom = false
    var hasJoin = false
    /// `UNION` and the like: the query that follows is part of the one before.
    var continuesQuery = false
    /// Any statement may stand here, not queries alone: the text itself, and the body of a common table expression.
    var takesStatements = false
}
