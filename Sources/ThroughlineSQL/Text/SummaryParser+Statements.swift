// The words that begin a statement.
extension SummaryParser {
    /// A word where a statement can begin.
    ///
    /// - Returns: Whether it does, or means nothing here.
    mutating func begin(_ token: Token, _ keyword: Keyword?) -> Bool {
        switch keyword {
        case .select:
            beginQuery(token)
            return true
        case .with where frame.with == .none:
            frame.role = .with
            frame.with = .name
            frame.isAtStart = false
            return true
        default: break
        }
        guard frame.takesStatements || frame.with == .end else {
            frame.isAtStart = false
            return keyword == .values
        }
        if beginChange(token, keyword) { return true }
        if frame.with == .end || seeksStatement { return true }
        if beginDefinition(token, keyword) || beginCommand(token, keyword) { return true }
        frame.isAtStart = false
        return false
    }

    /// `SELECT`, wherever it stands.
    mutating func beginQuery(_ token: Token) {
        frame.role = .select
        frame.with = .none
        frame.expects = .none
        frame.isInList = false
        frame.hasFrom = false
        frame.hasJoin = false
        frame.isAtStart = false
        seeksStatement = false
        if frame.continuesQuery {
            frame.continuesQuery = false
        } else {
            summary.append(bytes[token.start..<token.end])
        }
    }

    private mutating func start(
        _ token: Token,
        role: SummaryFrame.Role = .none,
        expects: SummaryFrame.Expectation = .none,
        isInList: Bool = false
    ) {
        summary.append(bytes[token.start..<token.end])
        frame.role = role
        frame.expects = expects
        frame.isInList = isInList
        frame.hasFrom = false
        frame.hasJoin = false
        frame.isAtStart = false
        frame.with = .none
        seeksStatement = false
    }

    private mutating func beginChange(_ token: Token, _ keyword: Keyword?) -> Bool {
        switch keyword {
        case .insert, .replace, .upsert: start(token, role: .insert, expects: .nameAfterModifiers)
        case .update: start(token, role: .update, expects: .nameAfterModifiers, isInList: true)
        case .delete: start(token, role: .delete, expects: .deleted)
        case .merge: start(token, role: .merge, expects: .nameAfterModifiers)
        case .values: start(token)
        case .call, .exec, .execute: start(token, expects: .name)
        default: return false
        }
        return true
    }

    private mutating func beginDefinition(_ token: Token, _ keyword: Keyword?) -> Bool {
        switch keyword {
        case .create, .alter, .refresh, .rename: start(token, expects: .object)
        case .drop: start(token, expects: .object, isInList: true)
        case .truncate, .lock, .reindex, .analyze, .optimize: start(token, expects: .objectOrName, isInList: true)
        default: return false
        }
        wordsToObject = 12
        isIgnoring = true
        return true
    }

    private mutating func beginCommand(_ token: Token, _ keyword: Keyword?) -> Bool {
        switch keyword {
        case .begin, .explain, .prepare:
            summary.append(bytes[token.start..<token.end])
            seeksStatement = true
        case .declare where dialect == .postgresql:  // a cursor; anywhere else a variable
            summary.append(bytes[token.start..<token.end])
            seeksStatement = true
        case .start, .copy, .table: start(token, expects: .name)
        case .set, .reset, .show, .use, .pragma, .describe, .desc, .listen, .notify, .unlisten, .vacuum, .cluster:
            start(token, expects: .nameAfterModifiers)
        // Names of savepoints are made up by programs, those of users are nobody's business.
        case .commit, .rollback, .savepoint, .release, .end, .abort, .checkpoint, .discard, .deallocate, .close, .fetch,
            .move, .do, .grant, .revoke, .deny, .comment, .attach, .detach, .kill, .flush, .handler, .load, .import:
            start(token)
            isIgnoring = true
        default: return false
        }
        return true
    }

    /// Whether a statement begins in the middle of another, as in Transact-SQL, where nothing need stand between two.
    func followsStatement(_ keyword: Keyword?) -> Bool {
        guard dialect.separatesStatementsByNothing, frames.count == 1 else { return false }
        switch keyword {
        case .insert, .update, .delete, .merge, .exec, .execute: break
        default: return false
        }
        switch previous {
        case .then, .for, .do, .on, .key, .after, .of, .or, .with: return false
        default: return true
        }
    }
}
