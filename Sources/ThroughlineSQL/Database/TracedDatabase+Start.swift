public import Tracing

// Spans without a scope, for drivers that call back when a call starts and when it ends.
extension TracedDatabase {
    /// Starts the span of one statement, or of several in one text.
    ///
    /// - Parameters:
    ///   - sql: The text. Blank is harmless. A comment at its end that carries a trace is not recorded.
    ///   - summary: What the statement does, of low cardinality, where the caller has better words than the text:
    ///     `get user by id`.
    ///   - operation: `db.operation.name`, for an interface that makes one kind of statement; never guessed from the text.
    ///   - collection: `db.collection.name`, for an interface to one table; never guessed from the text.
    ///   - isParameterised: Whether the statement's values come beside the text, so that it is recorded as it is; `nil` where
    ///     the text tells: it has placeholders, and no string.
    ///   - parameters: The values; not asked for unless they are recorded.
    ///   - context: What the span's parent is taken from.
    /// - Returns: A span that the caller must end.
    public func startStatement(
        _ sql: String,
        summary: String? = nil,
        operation: String? = nil,
        collection: String? = nil,
        isParameterised: Bool? = nil,
        parameters: @autoclosure () -> [QueryParameter] = [],
        context: @autoclosure () -> InstrumentationContext = .current ?? .topLevel
    ) -> SQLSpan {
        let call = call(
            statement: sql,
            summary: summary,
            operation: operation,
            collection: collection,
            isParameterised: isParameterised
        )
        return SQLSpan(call, sql: sql, parameters: parameters(), database: self, context: context())
    }

    /// Starts the span of statements that are sent to the database together.
    ///
    /// A batch of one is a statement like any other.
    ///
    /// - Parameters:
    ///   - statements: The texts.
    ///   - isParameterised: As for a statement.
    ///   - context: What the span's parent is taken from.
    /// - Returns: A span that the caller must end.
    public func startBatch(
        _ statements: [String],
        isParameterised: Bool? = nil,
        context: @autoclosure () -> InstrumentationContext = .current ?? .topLevel
    ) -> SQLSpan {
        if statements.count == 1 {
            return startStatement(statements[0], isParameterised: isParameterised, context: context())
        }
        let call = call(batch: statements, isParameterised: isParameterised)
        return SQLSpan(call, database: self, context: context())
    }

    /// Starts the span of one statement that is sent to the database with several sets of parameters.
    ///
    /// With one set it is a statement like any other.
    ///
    /// - Parameters:
    ///   - sql: The text.
    ///   - parameterSets: How many sets there are.
    ///   - context: What the span's parent is taken from.
    /// - Returns: A span that the caller must end.
    public func startBatch(
        _ sql: String,
        parameterSets: Int,
        context: @autoclosure () -> InstrumentationContext = .current ?? .topLevel
    ) -> SQLSpan {
        if parameterSets == 1 { return startStatement(sql, isParameterised: true, context: context()) }
        let call = call(batch: sql, count: parameterSets)
        return SQLSpan(call, sql: sql, database: self, context: context())
    }

    /// Starts the span of a call of a stored procedure by its name, where the driver has a way to do so without a text.
    ///
    /// - Returns: A span that the caller must end.
    public func startStoredProcedure(
        _ name: String,
        parameters: @autoclosure () -> [QueryParameter] = [],
        context: @autoclosure () -> InstrumentationContext = .current ?? .topLevel
    ) -> SQLSpan {
        SQLSpan(call(procedure: name), parameters: parameters(), database: self, context: context())
    }

    /// Starts the span of an operation that is no text of SQL, such as a bulk copy.
    ///
    /// - Parameters:
    ///   - name: The operation's name, of low cardinality: `COPY`.
    ///   - collection: The table that it works on, where that is one.
    ///   - context: What the span's parent is taken from.
    /// - Returns: A span that the caller must end.
    public func startOperation(
        _ name: String,
        collection: String? = nil,
        context: @autoclosure () -> InstrumentationContext = .current ?? .topLevel
    ) -> SQLSpan {
        SQLSpan(call(operation: name, collection: collection), database: self, context: context())
    }

    /// A text of SQL with the comment that carries the trace, where that is asked for (``Options/comments``).
    ///
    /// For a driver that sends texts at a place where it has no span.
    ///
    /// - Parameter context: Whose trace is carried.
    public func commenting(
        _ sql: String,
        context: @autoclosure () -> InstrumentationContext = .current ?? .topLevel
    ) -> String {
        guard let comments = options.comments, !sql.isEmpty else { return sql }
        return TraceComment.appended(to: sql, comments.text(in: context()), dialect: system.dialect)
    }
}
