package import Logging
import SpanRecording
import Synchronization

/// Runs the hooks of an application. They cannot break a request: an error that one throws is logged, the first time, and that
/// is all.
package final class HookGuard: Sendable {
    private let owner: String
    private let hasFailed = Atomic(false)

    /// - Parameter owner: Whose hooks they are, as the log says it: `the telemetry middleware`.
    package init(of owner: String) {
        self.owner = owner
    }

    package func run(_ name: String, logger: @autoclosure () -> Logger, _ hook: () throws -> Void) {
        do {
            try hook()
        } catch {
            guard !hasFailed.exchange(true, ordering: .relaxed) else { return }
            logger().warning(
                "The hook \(name) of \(owner) has thrown an error; further ones are not logged",
                metadata: ["error.type": "\(ErrorType.name(of: error))", "error.message": "\(error)"]
            )
        }
    }
}
