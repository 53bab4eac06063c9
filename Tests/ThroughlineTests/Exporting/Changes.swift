import Synchronization

/// Wakes whoever waits for something to become true.
final class Changes: Sendable {
    private typealias Waiter = (isMet: @Sendable () -> Bool, continuation: CheckedContinuation<Void, Never>)

    private let waiters = Mutex<[Waiter]>([])

    func wait(until isMet: @escaping @Sendable () -> Bool) async {
        await withCheckedContinuation { continuation in
            waiters.withLock { $0.append((isMet, continuation)) }
            signal()
        }
    }

    func signal() {
        let met = waiters.withLock { waiters in
            let met = waiters.map { $0.isMet() }
            defer { waiters = zip(waiters, met).filter { !$0.1 }.map(\.0) }
            return zip(waiters, met).filter(\.1).map(\.0.continuation)
        }
        for continuation in met { continuation.resume() }
    }
}
