/// Why a connection can be used no longer.
enum SMTPConnectionEnd: Error {
    case failed(MailError)
    /// The server has ended the conversation, with these words: `421`, or something that it said without being asked.
    case dismissed(SMTPReply)
    /// This side has ended it: whoever has the connection has closed it, or the transport was shut down.
    case closed
    case cancelled

    /// What the user of the connection is told.
    var error: any Error {
        switch self {
        case .failed(let error): error
        case .dismissed(let reply): MailError.connectionLost(reason: "the server said \(reply)")
        case .closed: MailError.connectionLost(reason: "the connection was closed")
        case .cancelled: CancellationError()
        }
    }
}
