import Logging
import Synchronization

/// What goes wrong with tracing, said once: a connection more or less in a log helps nobody.
enum Warnings {
    private static let hasWarned = Atomic(false)

    /// Something else was put in the place of this library's trace hook, where SQLite has room for one.
    static func tracingWasReplaced(_ namespace: String?) {
        guard !hasWarned.exchange(true, ordering: .relaxed) else { return }
        Logger(label: "throughline.grdb").warning(
            """
            A connection's statements were not traced to its end, as another trace hook took the place of Throughline's. \
            Call traceStatements() after whatever sets one.
            """,
            metadata: ["db.namespace": "\(namespace ?? "")"]
        )
    }
}
