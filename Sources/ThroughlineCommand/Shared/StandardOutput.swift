import Foundation
import ServiceLifecycle
import Synchronization

/// The standard output, written at once: who reads it through a pipe sees a line when it is there.
///
/// As a service it ends when nobody reads any more, `throughline view --terminal | head` say.
final class StandardOutput: Service {
    private let isOpen = Mutex(true)
    private let closing = AsyncStream.makeStream(of: Never.self)

    init() {
        // A write into a closed pipe shall fail, not end the process.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes one text after the other. When nobody reads any more, nothing is written any more.
    ///
    /// - Returns: Whether somebody reads.
    @discardableResult
    func write(_ text: String) -> Bool {
        isOpen.withLock { isOpen in
            guard isOpen else { return false }
            do {
                try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
            } catch {
                isOpen = false
                closing.continuation.finish()
            }
            return isOpen
        }
    }

    /// Waits until nobody reads any more, or for a graceful shutdown.
    func run() async {
        for await _ in closing.stream.cancelOnGracefulShutdown() {}
    }
}
