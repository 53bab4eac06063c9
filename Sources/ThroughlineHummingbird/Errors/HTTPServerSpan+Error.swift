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
    /// The request was given up, and nobody knows whether the client still waits.
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
            // Hummingbird cancels what it does for a client that is gone, and everything at shutdown; a handler may give
            // something up for reasons of its own.
            switch connection?.isOpen {
            case false: self = .disconnected
            case true where !Task.isCancelled: self = .answered
            default: self = .cancelled
            }
        default:
            self = .answered
        }
    }
}
