// The words inside a statement that say where tables are named.
extension SummaryParser {
    mutating func clause(_ token: Token, _ keyword: Keyword?) {
        switch keyword {
        case .select: beginQuery(token)
        case .with where frame.role == .insert: frame.with = .name
        case .from: from()
        case .join, .straightJoin: join()
        case .apply where previous == .cross || previous == .outer: join()
        case .using: using()
        case .into where frame.role == .insert: frame.expects = .name
        case .union, .intersect, .except, .minus:
            endList()
            frame.continuesQuery = true
        case .values:
            endList()
            frame.continuesQuery = false
        case .where, .group, .order, .having, .limit, .offset, .fetch, .window, .returning, .output, .qualify, .connect,
            .start,
            .for, .set, .update, .do:
            endList()
        default: break
        }
    }

    private mutating func endList() {
        takeDeleted()
        frame.isInList = false
    }

    private mutating func from() {
        // `a IS DISTINCT FROM b` compares.
        if previous == .distinct, beforePrevious == .is || beforePrevious == .not { return }
        switch frame.role {
        case .select, .update, .delete:
            guard !frame.hasFrom else { return }
            deleted = []
            frame.hasFrom = true
            frame.isInList = true
            frame.expects = .source
        default: break
        }
    }

    private mutating func join() {
        switch frame.role {
        case .select where frame.hasFrom, .delete where frame.hasFrom, .update, .tables, .merge:
            frame.hasJoin = true
            frame.expects = .source
        default: break
        }
    }

    private mutating func using() {
        switch frame.role {
        case .delete where !frame.hasJoin:
            frame.isInList = true
            frame.expects = .source
        case .merge: frame.expects = .source
        default: break
        }
    }

    /// A word in the head of a statement, where common table expressions are.
    mutating func with(_ token: Token, _ keyword: Keyword?) {
        switch (frame.with, keyword) {
        case (.name, .recursive): expressions.isRecursive = true
        case (.name, _):
            expressions.pend(QualifiedName(bytes[token.start..<token.end]))
            frame.with = .columns
        case (.columns, .as): frame.with = .body
        default: break
        }
    }
}
