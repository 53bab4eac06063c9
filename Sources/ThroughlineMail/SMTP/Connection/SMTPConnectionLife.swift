import Synchronization

/// Whether a connection has come to its end, for every thread. The channel alone does not tell: with TLS, it takes its time
/// to close.
final class SMTPConnectionLife: Sendable {
    private let ended = Atomic(false)

    var hasEnded: Bool { ended.load(ordering: .acquiring) }

    func end() { ended.store(true, ordering: .releasing) }
}
