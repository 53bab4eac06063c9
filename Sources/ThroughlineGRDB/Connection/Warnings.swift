import Logging
import Synchronization

/// What keeps statements from being traced, where SQLite has room for one trace hook: said once, as a connection more or less in a
/// log helps nobody.
enum Warnings {
    private static let hasWarned = Atomic(false)

    /// The application has set one before this library could.
    static func hookIsTaken() {
        warn("Statements are not traced, as db.trace() was called before traceStatements() took effect")
    }

    /// Another one has been set since.
    static func hookWasReplaced() {
        warn("The statements of a connection were not traced to its end, as db.trace() took Throughline's place")
    }

    private static func warn(_ message: String) {
        guard !hasWarned.exchange(true, ordering: .relaxed) else { return }
        Logger(label: "throughline.grdb").warning("\(message): SQLite has room for one trace hook a connection here.")
    }
}
