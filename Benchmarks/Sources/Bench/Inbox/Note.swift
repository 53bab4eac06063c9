import ThroughlineInbox

/// What is posted.
struct Note: Codable, Sendable {
    let number: Int

    /// Where notes are accepted, on SQLite with a write-ahead log and `synchronous=FULL`.
    static func inbox(file: String, process: @escaping @Sendable (Note) -> Void = { _ in }) throws -> Inbox {
        var options = Inbox.Options()
        options.capacity = .max
        options.worker.concurrency = 500
        return try Inbox(
            broker: SQLiteBroker(path: file),
            routes: [BufferedRoute("notes", Note.self) { note, _ in process(note) }],
            options: options
        )
    }
}
