/// Who is told of the traces that change.
struct TraceSubscriptions: ~Copyable {
    private var subscriptions: [TraceChanges.Subscription] = []

    mutating func add(_ subscription: TraceChanges.Subscription) {
        subscriptions.append(subscription)
    }

    /// Those who no longer listen are forgotten.
    mutating func announce(_ ids: Set<Trace.ID>) {
        subscriptions.removeAll { !$0.announce(ids) }
    }

    func forget(_ id: Trace.ID) {
        for subscription in subscriptions { subscription.forget(id) }
    }

    func forgetAll() {
        for subscription in subscriptions { subscription.forgetAll() }
    }

    func finish() {
        for subscription in subscriptions { subscription.finish() }
    }
}
