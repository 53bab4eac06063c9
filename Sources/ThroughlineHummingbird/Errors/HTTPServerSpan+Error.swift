import Hummingbird
import NIOCore
import NIOHTTP1
import ThroughlineHTTP

extension HTTPServerSpan {
    /// The handler has thrown an error: Hummingbird answers it, or there is nobody left to answer to.
    func conclude(with error: any Error, over connection: (any HTTPServerConnection)?) {
        switch Ending(of: error, over: connection) {
        case .disconnected: disconnect(error)
        case .cancelled: fail(error)
        case .answered:
            let answer = ErrorAnswer(to: error)
            self.answer(status: answer.status, headers: answer.headers, error: answer.isChosen ? error : nil)
            if !answer.isChosen { fail(error) }
        }
    }

    /// Writing the body has thrown an error, after the head was written.
    func conclude(body error: any Error, over connection: (any HTTPServerConnection)?) {
        switch Ending(of: error, over: connection) {
        case .disconnected: disconnect(error)
        case .cancelled, .answered: fail(error)
        }
    }
}

/// How a request ends that an error has ended.
private enum Ending {
    /// The client is gone.
    case disconnected
    /// The request was given up: no status is made up for it.
    case cancelled
    /// The client is there.
    case answered

    init(of error: any Error, over connection: (any HTTPServerConnection)?) {
        switch error {
        case HTTPParserError.invalidEOFState:
            // The connection ended in the midst of the request's body.
            self = .disconnected
        case is ChannelError, is IOError:
            // It may also be a connection of the handler's own that has failed.
            self = connection?.isOpen == false ? .disconnected : .answered
        case is CancellationError:
            // Hummingbird cancels what is done for a client that has closed its end, and everything at shutdown. It still
            // tries to answer 500, and nobody learns whether somebody reads that.
            self = .cancelled
        default:
            // A client that has gone leaves other errors too: of a database that was interrupted, say.
            self = Task.isCancelled && connection?.isOpen == false ? .disconnected : .answered
        }
    }
}
