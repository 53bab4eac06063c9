// The names of tables, routines and whatever else statements are about.
extension SummaryParser {
    /// A word where a target is expected.
    ///
    /// - Returns: Whether that was all: a word that only leads to the name, or its first part.
    mutating func take(_ token: Token, _ keyword: Keyword?) -> Bool {
        switch frame.expects {
        case .none: return false
        case .source:
            switch keyword {
            case .only, .lateral: return true
            case .values where frame.role == .tables: return drop()
            case .select, .with, .values, .where, .group, .order, .having, .set, .union, .on, .join, .from, .using:
                frame.expects = .none
                return false
            default: break
            }
        case .name:
            switch keyword {
            case .only, .if, .not, .exists, .concurrently: return true
            case .immediate: return drop()
            case .select, .with, .values, .where, .set, .on, .from, .as, .for, .default:
                frame.expects = .none
                return false
            default: break
            }
        case .nameAfterModifiers:
            if isModifier(keyword) { return true }
            if frame.expects == .none { return false }
        case .deleted:
            switch keyword {
            case .from:
                deleted = []
                frame.hasFrom = true
                frame.isInList = true
                frame.expects = .source
                return true
            case .lowPriority, .quick, .ignore, .only, .top: return true
            case .where, .output, .returning, .select, .using:
                frame.expects = .none
                return false
            default: break
            }
        case .object, .objectOrName: return takeObject(token, keyword)
        }
        beginName(token)
        return true
    }

    private mutating func drop() -> Bool {
        frame.expects = .none
        frame.isAtStart = false
        return true
    }

    private mutating func isModifier(_ keyword: Keyword?) -> Bool {
        if frame.role == .none {
            switch keyword {
            case .local, .session, .global, .verbose, .full, .freeze, .extended, .analyze, .concurrently: return true
            case .select, .with, .into, .all:
                frame.expects = .none
                return false
            default: return false
            }
        }
        if previous == .or { return true }  // INSERT OR REPLACE INTO
        switch keyword {
        case .into:
            frame.expects = .name
            return true
        case .or, .all, .only, .ignore, .lowPriority, .highPriority, .delayed, .quick, .overwrite, .top: return true
        default: return false
        }
    }

    mutating func beginName(_ token: Token) {
        name.append(bytes[token.start..<token.end])
        nameExpectation = frame.expects
        frame.expects = .none
        frame.isAtStart = false
    }

    /// Another token behind the beginning of a name.
    ///
    /// - Returns: Whether it belongs to the name.
    mutating func continueName(_ token: Token) -> Bool {
        if token.kind == .symbol, bytes[token.start] == ASCII.dot {
            name.appendDot()
            return true
        }
        guard name.needsPart else {
            finishName(isCalled: token.kind == .symbol && bytes[token.start] == ASCII.openParenthesis)
            return false
        }
        switch token.kind {
        case .word,
            .quotedName where token.isTerminated:
            name.append(bytes[token.start..<token.end])
            return true
        default:
            name.removeAll()  // `shop.*`
            return false
        }
    }

    mutating func finishName(isCalled: Bool) {
        defer { name.removeAll() }
        guard !expressions.contains(name) else { return }
        switch nameExpectation {
        case .source where isCalled: break
        case .deleted: if deleted.isEmpty { deleted = name.bytes }
        default: summary.append(name.bytes)
        }
    }

    mutating func takeDeleted() {
        guard !deleted.isEmpty else { return }
        summary.append(deleted)
        deleted = []
    }
}

// MARK: - Definitions

extension SummaryParser {
    /// A word behind `CREATE` and the like.
    private mutating func takeObject(_ token: Token, _ keyword: Keyword?) -> Bool {
        switch keyword {
        case .table, .tables, .index, .view, .database, .schema, .sequence, .user, .role, .login, .type, .domain,
            .extension,
            .policy, .publication, .subscription, .server, .tablespace, .synonym, .aggregate, .rule, .statistics:
            summary.append(bytes[token.start..<token.end])
            frame.expects = .name
        case .trigger, .procedure, .proc, .function, .event, .package:
            summary.append(bytes[token.start..<token.end])
            frame.expects = .name
            bodyDepth = 0
        case .as, .on, .for, .select:
            frame.expects = .none
        case _ where frame.expects == .objectOrName:
            switch keyword {
            case .verbose, .full, .freeze, .concurrently, .local, .only: break
            default: beginName(token)
            }
        default:
            wordsToObject -= 1
            if wordsToObject == 0 { frame.expects = .none }
        }
        return true
    }

    /// A word of a definition: only where it ends is of interest.
    mutating func trackBody(_ keyword: Keyword?) {
        guard let depth = bodyDepth else { return }
        switch keyword {
        case .case where previous == .end: break
        case .begin, .case: bodyDepth = depth + 1
        case .if where previous == .end, .loop where previous == .end, .while where previous == .end,
            .repeat where previous == .end:
            bodyDepth = depth + 1  // That was the end of a loop, and its beginning was not counted.
        case .end: bodyDepth = max(0, depth - 1)
        default: break
        }
    }
}
