import Synchronization

/// Tells open pages which traces have changed.
///
/// What has changed since a listener was last told is kept for it, a hundred ids at most; a slow one costs no more than that,
/// and learns that there was more.
final class LiveFeed: Sendable {
    /// What a listener is told.
    struct Change: Sendable, Encodable {
        /// The traces that have changed, at most ``maxTraces``.
        var traces: [Trace.ID] = []
        /// Whether there were more, or all of them are gone: look at the list again.
        var more = false
        /// How many traces there are.
        var total = 0
    }

    static let maxTraces = 100

    private struct State {
        var listeners: [Int: Listener] = [:]
        var nextID = 0
    }

    private let state = Mutex(State())
    private let maxListeners: Int

    init(maxListeners: Int) {
        self.maxListeners = maxListeners
    }

    var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// - Returns: a place among the listeners, for as long as the caller holds it; `nil` when all are taken.
    func listen() -> Place? {
        state.withLock { state in
            guard state.listeners.count < maxListeners else { return nil }
            let (id, listener) = (state.nextID, Listener())
            state.nextID += 1
            state.listeners[id] = listener
            return Place(feed: self, id: id, listener: listener)
        }
    }

    /// A place among the listeners. It is free again when nobody holds this any more, also when an answer was never begun.
    final class Place: Sendable {
        let listener: Listener
        private let feed: LiveFeed
        private let id: Int

        fileprivate init(feed: LiveFeed, id: Int, listener: Listener) {
            (self.feed, self.id, self.listener) = (feed, id, listener)
        }

        deinit {
            _ = feed.state.withLock { $0.listeners.removeValue(forKey: id) }
        }
    }

    /// - Parameter all: whether anything may have changed.
    func announce(_ ids: Set<Trace.ID>, all: Bool = false) {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.add(ids, all: all) }
    }

    /// Gives every listener a sign of life to pass on, and sees off those who have not taken the last ones.
    func beat() {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.beat() }
    }

    /// Tells every listener that there will be nothing more.
    func finish() {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.finish() }
    }
}

extension LiveFeed {
    /// One open page.
    final class Listener: Sendable {
        /// What to send next.
        enum Message: Sendable {
            case change(traces: [Trace.ID], more: Bool)
            case signOfLife
        }

        private struct State {
            var changed: Set<Trace.ID> = []
            var more = false
            var beats = 0
            var onStall: (@Sendable () -> Void)?
        }

        /// So many signs of life that are not taken mean that nobody reads any more.
        private static let maxBeats = 4

        private let state = Mutex(State())
        private let signals: AsyncStream<Void>
        private let continuation: AsyncStream<Void>.Continuation

        fileprivate init() {
            (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        }

        /// What there is to send, until there is nothing any more. For one reader.
        var messages: some AsyncSequence<Message, Never> & Sendable {
            signals.map { [self] in take() }
        }

        /// Calls `body` once when nothing has been taken for long.
        func onStall(_ body: @escaping @Sendable () -> Void) {
            state.withLock { $0.onStall = body }
        }

        fileprivate func add(_ ids: Set<Trace.ID>, all: Bool) {
            state.withLock { state in
                if all { state.more = true }
                for id in ids {
                    guard state.changed.count < maxTraces || state.changed.contains(id) else {
                        state.more = true
                        break
                    }
                    state.changed.insert(id)
                }
            }
            continuation.yield()
        }

        fileprivate func beat() {
            let onStall = state.withLock { state -> (@Sendable () -> Void)? in
                state.beats += 1
                guard state.beats > Self.maxBeats else { return nil }
                defer { state.onStall = nil }
                return state.onStall
            }
            onStall?()
            continuation.yield()
        }

        fileprivate func finish() {
            continuation.finish()
        }

        private func take() -> Message {
            state.withLock { state in
                defer { (state.changed, state.more, state.beats) = ([], false, 0) }
                guard !state.changed.isEmpty || state.more else { return .signOfLife }
                return .change(traces: Array(state.changed), more: state.more)
            }
        }
    }
}
