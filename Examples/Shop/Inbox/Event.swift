import ThroughlineInbox

/// Something that has happened, as `POST /events` takes it: `{"kind":"visit","key":"k1","fail":1}`.
struct Event: Codable, Sendable {
    let kind: String
    /// Events of a key are processed one after the other.
    let key: String
    /// How many attempts fail before one succeeds.
    let fail: Int

    /// - Throws: An answer that says what is wrong.
    func check() throws {
        guard (1...100).contains(kind.utf8.count) else {
            throw InvalidRequest("must have 1 to 100 bytes", field: "kind")
        }
        guard (1...100).contains(key.utf8.count) else { throw InvalidRequest("must have 1 to 100 bytes", field: "key") }
        guard (0...100).contains(fail) else { throw InvalidRequest("must be a number from 0 to 100", field: "fail") }
    }

    /// Tells the partner, when as many attempts have failed as shall.
    func process(_ context: InboxContext) async throws {
        guard context.retries >= fail else { throw NotYet(attempt: context.attempt) }
        // Once, though an attempt may run again whose process was killed before it could say that it is done.
        try await context.inbox.send(News(kind: kind, key: key), by: "partner", once: "\(context.id)")
    }
}

/// An attempt that was meant to fail.
struct NotYet: Error, CustomStringConvertible {
    let attempt: Int

    var description: String { "attempt \(attempt) was to fail" }
}
