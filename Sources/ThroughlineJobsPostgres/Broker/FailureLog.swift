import Logging
import Synchronization

/// Says in the log that the database cannot be reached: once, and once that it can again.
final class FailureLog: Sendable {
    private let logger: Logger
    private let place: String
    private let last = Mutex<String?>(nil)

    init(_ logger: Logger, place: String) {
        self.logger = logger
        self.place = place
    }

    func record(_ error: any Error) {
        let text = "\(error)"
        let isNew = last.withLock { last in
            defer { last = text }
            return last != text
        }
        guard isNew else { return }
        logger.error("The database cannot be reached", metadata: ["database": "\(place)", "error": "\(text)"])
    }

    func end() {
        let wasAway = last.withLock { last in
            defer { last = nil }
            return last != nil
        }
        if wasAway { logger.info("The database can be reached again", metadata: ["database": "\(place)"]) }
    }
}
