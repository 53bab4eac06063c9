import GRDB

/// The trace hook that an application sets with `db.trace`.
enum ApplicationHook {
    /// Whether there is one. Neither SQLite nor GRDB says; GRDB keeps it in a property of its own.
    static func isSet(on db: Database) -> Bool {
        guard let hook = Mirror(reflecting: db).children.first(where: { $0.label == "trace" }) else { return false }
        return Mirror(reflecting: hook.value).displayStyle == .optional
            && !Mirror(reflecting: hook.value).children.isEmpty
    }
}
