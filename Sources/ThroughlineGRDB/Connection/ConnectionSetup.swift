import Foundation

/// Recognises the transaction in which GRDB makes sure, when it opens a `DatabasePool`, that there is a write-ahead log.
///
/// Source: `Database.setUpWALMode()` of GRDB 7.10
struct ConnectionSetup {
    private let walPath: String?
    private var step = Step.none

    private enum Step {
        case none, journalModeSet, synchronousSet
    }

    /// - Parameter path: The database file's path; empty for one without a file.
    init(path: String) {
        walPath = path.isEmpty ? nil : path + "-wal"
    }

    /// Whether the statement that starts now begins that transaction.
    mutating func beginsTransaction(_ text: StatementText) -> Bool {
        switch (step, text.text) {
        case (.none, "PRAGMA journal_mode = WAL"):
            step = .journalModeSet
        case (.journalModeSet, "PRAGMA synchronous = NORMAL"):
            step = .synchronousSet
        case (.synchronousSet, "BEGIN IMMEDIATE TRANSACTION"):
            step = .none
            // Else there was nothing to be done, and the transaction is the application's first.
            return isWALEmpty
        default:
            step = .none
        }
        return false
    }

    private var isWALEmpty: Bool {
        guard let walPath, let attributes = try? FileManager.default.attributesOfItem(atPath: walPath) else {
            return true
        }
        return attributes[.size] as? UInt64 ?? 0 == 0
    }
}
