import AsyncHTTPClient
import Synchronization

/// A client that this module has made, and ends.
final class ManagedClient: Sendable {
    let client: HTTPClient
    private let isShutDown = Atomic(false)

    init(_ client: HTTPClient) {
        self.client = client
    }

    func shutdown() async throws {
        guard !isShutDown.exchange(true, ordering: .acquiringAndReleasing) else { return }
        try await client.shutdown()
    }

    deinit {
        // A client that nobody has shut down traps when it goes, in debug builds; from here on it holds itself.
        guard !isShutDown.load(ordering: .acquiring) else { return }
        client.shutdown { _ in }
    }
}
