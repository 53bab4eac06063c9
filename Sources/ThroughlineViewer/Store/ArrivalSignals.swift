/// Who waits for something to arrive in a store.
struct ArrivalSignals: ~Copyable {
    /// One who waits. A signal that nobody has taken yet stands for all that come after it.
    struct Arrivals: Sendable {
        fileprivate let signals: AsyncStream<Void>

        /// Waits until `predicate` holds, looking at first and then after every arrival.
        /// - Returns: whether `predicate` held before the time was over, or the task cancelled.
        func wait(timeout: Duration, until predicate: @escaping @Sendable () -> Bool) async -> Bool {
            if predicate() { return true }
            return await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    for await _ in signals where predicate() { return true }
                    return false
                }
                group.addTask {
                    try? await Task.sleep(for: timeout)
                    return false
                }
                defer { group.cancelAll() }
                return await group.next() ?? false
            }
        }
    }

    private var continuations: [AsyncStream<Void>.Continuation] = []

    mutating func subscribe() -> Arrivals {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuations.append(continuation)
        return Arrivals(signals: signals)
    }

    mutating func announce() {
        continuations.removeAll { continuation in
            if case .terminated = continuation.yield() { true } else { false }
        }
    }
}
