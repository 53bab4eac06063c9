import Synchronization

/// The ids of the traces that change, as they change.
///
/// An element holds all traces that have changed since the last one, so a slow reader misses no trace and costs no
/// memory beyond their ids. The sequence ends with the store. It is for one reader; ask the store for another one each.
public struct TraceChanges: AsyncSequence, Sendable {
    public typealias Element = Set<Trace.ID>
    public typealias Failure = Never

    private let signals: AsyncStream<Void>
    private let subscription: Subscription

    static func make() -> (TraceChanges, Subscription) {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let subscription = Subscription(continuation: continuation)
        return (TraceChanges(signals: signals, subscription: subscription), subscription)
    }

    /// Ends the sequence. What has changed until then is still told.
    func finish() {
        subscription.finish()
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(signals: signals.makeAsyncIterator(), subscription: subscription)
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var signals: AsyncStream<Void>.AsyncIterator
        fileprivate let subscription: Subscription

        public mutating func next(isolation actor: isolated (any Actor)?) async -> Set<Trace.ID>? {
            while true {
                let changed = subscription.take()
                if !changed.isEmpty { return changed }
                guard await signals.next(isolation: actor) != nil else {
                    let rest = subscription.take()
                    return rest.isEmpty ? nil : rest
                }
            }
        }

        public mutating func next() async -> Set<Trace.ID>? {
            await next(isolation: nil)
        }
    }

    /// The store's end of the sequence.
    final class Subscription: Sendable {
        private let changed = Mutex<Set<Trace.ID>>([])
        private let continuation: AsyncStream<Void>.Continuation

        fileprivate init(continuation: AsyncStream<Void>.Continuation) {
            self.continuation = continuation
        }

        /// - Returns: whether anybody listens.
        func announce(_ ids: Set<Trace.ID>) -> Bool {
            changed.withLock { $0.formUnion(ids) }
            if case .terminated = continuation.yield() { return false }
            return true
        }

        func forget(_ id: Trace.ID) {
            _ = changed.withLock { $0.remove(id) }
        }

        func forgetAll() {
            changed.withLock { $0.removeAll() }
        }

        func finish() {
            continuation.finish()
        }

        fileprivate func take() -> Set<Trace.ID> {
            changed.withLock { changed in
                defer { changed = [] }
                return changed
            }
        }
    }
}
