import Foundation
import Synchronization

/// The standard output, written at once: who reads it through a pipe sees a line when it is there.
final class StandardOutput: Sendable {
    private let isOpen = Mutex(true)

    /// Writes one text after the other. When nobody reads any more, nothing is written any more.
    func write(_ text: String) {
        isOpen.withLock { isOpen in
            guard isOpen else { return }
            do {
                try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
            } catch {
                isOpen = false
            }
        }
    }
}

/// The standard error.
enum StandardError {
    static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
