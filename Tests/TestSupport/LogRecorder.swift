package import Logging
import Synchronization

/// Keeps everything that is logged, of all levels.
package final class LogRecorder: Sendable {
    package struct Entry: Sendable {
        package let level: Logger.Level
        package let message: String
        package let metadata: Logger.Metadata
    }

    private struct State {
        var entries: [Entry] = []
        var waiters: [(matches: @Sendable (String) -> Bool, continuation: CheckedContinuation<String, Never>)] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var entries: [Entry] { state.withLock { $0.entries } }

    package var messages: [String] { entries.map(\.message) }

    package var warnings: [String] { entries.filter { $0.level == .warning }.map(\.message) }

    /// The first message of a kind, which is waited for.
    package func message(where matches: @escaping @Sendable (String) -> Bool) async -> String {
        await withCheckedContinuation { continuation in
            let found = state.withLock { state in
                let found = state.entries.first { matches($0.message) }
                if found == nil { state.waiters.append((matches, continuation)) }
                return found
            }
            if let found { continuation.resume(returning: found.message) }
        }
    }

    private func record(_ entry: Entry) {
        let waiters = state.withLock { state in
            state.entries.append(entry)
            let first = state.waiters.partition { $0.matches(entry.message) }
            defer { state.waiters.removeSubrange(first...) }
            return state.waiters[first...].map(\.continuation)
        }
        for waiter in waiters { waiter.resume(returning: entry.message) }
    }

    package var logger: Logger {
        Logger(label: "test") { _ in Handler(recorder: self) }
    }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = metadata.merging(event.metadata ?? [:]) { $1 }
            recorder.record(Entry(level: event.level, message: "\(event.message)", metadata: metadata))
        }
    }
}
