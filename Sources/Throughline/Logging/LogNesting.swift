/// Counts the log calls of a thread that are inside each other.
///
/// A description of a logged value may log as well, and so may a processor. One that logs its own value, or about every record,
/// would do so until the stack is used up.
enum LogNesting {
    private static let limit = 8

    /// Whether another call may begin; if so, ``leave()`` ends it.
    static func enter() -> Bool {
        ThreadState.withCurrent { state in
            guard state.logDepth < limit else { return false }
            state.logDepth += 1
            return true
        }
    }

    static func leave() {
        ThreadState.withCurrent { $0.logDepth -= 1 }
    }
}
