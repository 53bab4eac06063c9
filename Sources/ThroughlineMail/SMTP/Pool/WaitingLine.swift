import NIOCore

/// Those who wait, in the order of their coming. Whoever leaves the line before its turn takes no time to find in it, however
/// long it is.
struct WaitingLine<Waiter> {
    private var order = CircularBuffer<Int>()
    private var waiters: [Int: Waiter] = [:]
    private var lastID = 0

    var isEmpty: Bool { waiters.isEmpty }
    var count: Int { waiters.count }
    /// All of them, in no order.
    var all: [Waiter] { Array(waiters.values) }

    /// What somebody is known by who will stand in line.
    mutating func makeID() -> Int {
        lastID += 1
        return lastID
    }

    mutating func append(_ waiter: Waiter, id: Int) {
        order.append(id)
        waiters[id] = waiter
    }

    mutating func popFirst() -> Waiter? {
        while let id = order.popFirst() {
            if let waiter = waiters.removeValue(forKey: id) { return waiter }
        }
        return nil
    }

    /// Takes somebody out of the line; `nil` if it is not there.
    mutating func remove(_ id: Int) -> Waiter? {
        guard let waiter = waiters.removeValue(forKey: id) else { return nil }
        // Those who left are forgotten when they are the most.
        if order.count > 2 * waiters.count + 16 {
            let remaining = waiters
            order.removeAll { remaining[$0] == nil }
        }
        return waiter
    }

    mutating func removeAll() {
        order.removeAll()
        waiters.removeAll()
    }
}
