import Synchronization

/// Why a connection can be used no longer.
enum SMTPConnectionEnd: Error {
    case failed(MailError)
    /// The server has ended the conversation, with these words: `421`, or something that it said without being asked.
    case dismissed(SMTPReply)
    case cancelled

    /// What the user of the connection is told.
    var error: any Error {
        switch self {
        case .failed(let error): error
        case .dismissed(let reply): MailError.connectionLost(reason: "the server said \(reply)")
        case .cancelled: CancellationError()
        }
    }
}

/// Whether a connection has come to its end, for every thread. The channel alone does not tell: with TLS, it takes its time
/// to close.
final class SMTPConnectionLife: Sendable {
    private let ended = Atomic(false)

    var hasEnded: Bool { ended.load(ordering: .acquiring) }

    func end() { ended.store(true, ordering: .releasing) }
}
