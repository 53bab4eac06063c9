public import Tracing

// Spans without a scope, for drivers that call back when a call starts and when it ends.
extension TracedDatabase {
    /// Starts the span of one statement, or of several in one text.
    ///
    /// - Parameters:
    ///   - sql: The text. Blank is harmless.
    ///   - isParameterised: Whether the statement's values come beside the text, so that it is recorded as it is; `nil` where
    ///     that is told by the placeholders in it.
    ///   - parameters: The values; not asked for unless they are recorded.
    ///   - context: What the span's parent is taken from.
    /// - Returns: A span that the caller must end.
    public func startStatement(
        _ sql: String,
        isParameterised: Bool? = nil,
        parameters: @autoclosure () -> [QueryParameter] = [],
        context: @autoclosure () -> InstrumentationContext = .current ?? .topLevel
    ) -> SQLSpan {
        SQLSpan(DatabaseCall(), sql: sql, parameters: parameters(), database: self, context: context())
    }

    /// Starts the span of statements that are sent to the database together.
    ///
    /// A batch of one is a statement like any other.
    ///
    /// - Parameter statements: The texts. A statement that is run with several sets of parameters stands there once for each.
    public func startBatch(
        _ statements: [String],
        isParameterised: Bool? = nil,
        context: @autoclosure () -> InstrumentationContext = .current ?? .topLevel
    ) -> SQLSpan {
        SQLSpan(DatabaseCall(), sql: statements.joined(separator: "; "), database: self, context: context())
    }

    /// Starts the span of a call of a stored procedure by its name, without a text.
    public func startStoredProcedure(
        _ name: String,
        parameters: @autoclosure () -> [QueryParameter] = [],
        context: @autoclosure () -> InstrumentationContext = .current ?? .topLevel
    ) -> SQLSpan {
        SQLSpan(
            DatabaseCall(operation: "CALL", procedure: name),
            parameters: parameters(),
            database: self,
            context: context()
        )
    }

    /// Starts the span of an operation that is no text of SQL, such as a bulk copy or a connection's start.
    ///
    /// - Parameters:
    ///   - name: The operation's name, of low cardinality: `COPY`.
    ///   - collection: The table that it works on, where that is one.
    public func startOperation(
        _ name: String,
        collection: String? = nil,
        context: @autoclosure () -> InstrumentationContext = .current ?? .topLevel
    ) -> SQLSpan {
        SQLSpan(DatabaseCall(operation: name, collection: collection), database: self, context: context())
    }
}
