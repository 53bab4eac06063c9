/// Finds out what a text of SQL does, and to what: `INSERT shipping_details SELECT orders`.
///
/// It sees one token after the other and understands just enough: which words begin statements, and where the names of tables
/// stand. Aliases, common table expressions and functions are no targets. A query that follows a `UNION` adds its
/// tables alone, and of a definition only what it defines is said. Whatever the text is, the parser goes on.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/db/database-spans/#generating-a-summary-of-the-query, and the
/// cases published with it.
struct SummaryParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let dialect: SQLDialect
    var summary = SummaryText()

    var frames: [SummaryFrame]
    /// Parentheses that are too deep to be looked into.
    private var hiddenDepth = 0

    /// The rest of the statement says nothing: a definition, a permission.
    var isIgnoring = false
    /// How deep in `BEGIN … END` of a routine that is being defined; `nil` outside.
    var bodyDepth: Int?
    /// The next words up to a verb say nothing: `EXPLAIN (ANALYZE) …`.
    var seeksStatement = false
    /// How many more words may stand before what a definition is of.
    var wordsToObject = 0

    /// The last words, and whether the last token was a dot.
    var previous: Keyword?
    var beforePrevious: Keyword?
    private var followsDot = false

    /// The name that is being read.
    var name = QualifiedName()
    var nameExpectation = SummaryFrame.Expectation.none
    /// `DELETE orders`, which waits for a `FROM`.
    var deleted: [UInt8] = []

    var expressions = ExpressionNames()

    /// Deeper than anybody writes.
    private static let deepest = 64

    init(_ bytes: UnsafeBufferPointer<UInt8>, dialect: SQLDialect) {
        self.bytes = bytes
        self.dialect = dialect
        frames = [SummaryFrame(takesStatements: true)]
    }

    /// The innermost parentheses. There is always one: the text itself.
    var frame: SummaryFrame {
        @inline(__always) get { frames[frames.count - 1] }
        @inline(__always) _modify { yield &frames[frames.count - 1] }
    }

    mutating func consume(_ token: Token, _ keyword: Keyword?) {
        guard token.isSignificant, !summary.isFull else { return }
        if !name.isEmpty, continueName(token) { return }

        switch token.kind {
        case .word:
            if followsDot { break }
            word(token, keyword)
            beforePrevious = previous
            previous = keyword
            followsDot = false
            return
        case .quotedName: quotedName(token)
        case .string: string(token)
        case .number: literal()
        case .placeholder, .variable: value()
        case .symbol: symbol(bytes[token.start])
        case .whitespace, .comment: break
        }
        followsDot = token.kind == .symbol && bytes[token.start] == ASCII.dot
        if token.kind != .symbol { (beforePrevious, previous) = (previous, nil) }
    }

    /// What is known at the end of the text.
    mutating func finish() -> String? {
        if !name.isEmpty { finishName(isCalled: false) }
        takeDeleted()
        return summary.text
    }
}

// MARK: - Symbols and values

extension SummaryParser {
    private mutating func symbol(_ byte: UInt8) {
        switch byte {
        case ASCII.openParenthesis: open()
        case ASCII.closeParenthesis: close()
        case ASCII.comma: comma()
        case ASCII.semicolon: endStatement()
        default: break
        }
    }

    private mutating func open() {
        guard hiddenDepth == 0, frames.count < Self.deepest else {
            hiddenDepth += 1
            return
        }
        var inner = SummaryFrame()
        let outer = frame
        inner.continuesQuery = outer.continuesQuery
        frame.continuesQuery = false
        switch outer.expects {
        case .source:
            inner.role = .tables
            inner.expects = .source
            inner.isInList = true
            frame.expects = .none
        // UPDATE TOP (10) orders, VACUUM (FULL) orders
        case .nameAfterModifiers where previous == .top || outer.role == .none: break
        case .objectOrName, .object: break
        case .none: break
        default: frame.expects = .none
        }
        if outer.with == .body {
            inner.takesStatements = true
            if expressions.isRecursive || dialect.hasImplicitRecursion { expressions.declare() }
        } else if outer.with == .name {
            frame.with = .none  // WITH (NOLOCK)
            frame.isAtStart = false
        }
        // `(SELECT …) UNION …`, and a query behind what goes before it.
        inner.takesStatements = inner.takesStatements || (outer.isAtStart && outer.takesStatements) || seeksStatement
        frames.append(inner)
    }

    private mutating func close() {
        guard hiddenDepth == 0 else {
            hiddenDepth -= 1
            return
        }
        takeDeleted()
        guard frames.count > 1 else { return }
        frames.removeLast()
        if frame.with == .body {
            expressions.declare()
            frame.with = .end
        } else if frame.isAtStart, !seeksStatement, frame.with == .none {
            // `(SELECT …) UNION …` is a query like any other.
            frame.isAtStart = false
        }
    }

    private mutating func comma() {
        guard hiddenDepth == 0 else { return }
        if frame.with == .end {
            frame.with = .name
        } else if frame.isInList, !isIgnoring || frame.role == .none {
            frame.expects = frame.role == .none ? .name : .source
        }
    }

    private mutating func endStatement() {
        // Inside a routine's body.
        if let bodyDepth, bodyDepth > 0 || dialect.definesRoutinesToTheEnd { return }
        takeDeleted()
        bodyDepth = nil
        isIgnoring = false
        seeksStatement = false
        hiddenDepth = 0
        wordsToObject = 0
        expressions = ExpressionNames()
        frames.removeAll(keepingCapacity: true)
        frames.append(SummaryFrame(takesStatements: true))
        (previous, beforePrevious) = (nil, nil)
    }

    private mutating func quotedName(_ token: Token) {
        guard hiddenDepth == 0 else { return }
        // Whatever follows a quote that is never closed may be anything.
        guard token.isTerminated else { return literal() }
        if frame.with == .name {
            expressions.pend(QualifiedName(bytes[token.start..<token.end]))
            frame.with = .columns
        } else if frame.expects == .object {
            return
        } else if frame.expects != .none {
            beginName(token)
        } else {
            frame.isAtStart = false
        }
    }

    private mutating func string(_ token: Token) {
        guard hiddenDepth == 0 else { return }
        let expects = frame.expects
        if dialect.namesTablesWithStrings, token.isTerminated, expects == .source || expects == .nameAfterModifiers,
            frame.role != .none
        {
            beginName(token)
        } else {
            literal()
        }
    }

    private mutating func literal() {
        guard hiddenDepth == 0, frame.expects != .object else { return }
        frame.expects = .none
        frame.isAtStart = seeksStatement && frame.isAtStart
    }

    /// A placeholder can stand for a table; its name is not known then. `EXEC @result = report` goes on.
    private mutating func value() {
        guard hiddenDepth == 0 else { return }
        if frame.expects == .source { frame.expects = .none }
    }

    private mutating func word(_ token: Token, _ keyword: Keyword?) {
        guard hiddenDepth == 0 else { return }
        if frame.with != .none, frame.with != .end { return with(token, keyword) }
        if frame.expects != .none, take(token, keyword) { return }
        if isIgnoring { return trackBody(keyword) }
        if frame.isAtStart || frame.with == .end || followsStatement(keyword) {
            if begin(token, keyword) { return }
        }
        clause(token, keyword)
    }
}
