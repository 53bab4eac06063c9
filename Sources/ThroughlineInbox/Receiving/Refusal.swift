import HTTPTypes
import Hummingbird

/// Why a request is not accepted. Nothing of it is stored.
enum Refusal: Error {
    /// Something is wrong with it, which its sender is told.
    case invalid(String)
    /// It is not JSON by what its headers say.
    case unsupported(String)
    case tooLarge(limit: Int)
    /// Its body did not come in time.
    case tooSlow
    /// Its key was used for another request.
    case conflict
    case full
    case paused
    /// The broker does not store it, this time.
    case unavailable
    /// The broker can never store it.
    case unstorable
    /// A middleware, or the route's validation, has decided.
    case answered(HTTPError)
    /// A middleware has thrown an error that is no answer.
    case failed
    /// A middleware is too slow.
    case stalled

    var status: HTTPResponse.Status {
        switch self {
        case .invalid: .badRequest
        case .unsupported: .unsupportedMediaType
        case .tooLarge: .contentTooLarge
        case .tooSlow: .requestTimeout
        case .conflict: .unprocessableContent
        case .full, .paused, .unavailable, .stalled: .serviceUnavailable
        case .unstorable, .failed: .internalServerError
        case .answered(let error): error.status
        }
    }

    /// What metrics call it.
    var outcome: String {
        switch self {
        case .invalid: "invalid"
        case .unsupported: "unsupported"
        case .tooLarge: "too_large"
        case .tooSlow: "too_slow"
        case .conflict: "conflict"
        case .full: "full"
        case .paused: "paused"
        case .unavailable, .unstorable: "unavailable"
        case .answered, .failed, .stalled: "refused"
        }
    }

    private var message: String? {
        switch self {
        case .invalid(let reason), .unsupported(let reason): reason
        case .tooLarge(let limit): "The body has more than \(limit) bytes."
        case .tooSlow: "The body did not come in time."
        case .conflict: "The idempotency key was used for another request."
        case .full: "Too much waits to be processed."
        case .paused: "Nothing is accepted at the moment."
        case .unavailable, .stalled: "The request could not be stored."
        case .unstorable: "The request cannot be stored."
        case .answered, .failed: nil
        }
    }

    /// - Parameter retryAfter: When to try again, where that helps.
    func error(retryAfter: Duration) -> HTTPError {
        if case .answered(let error) = self { return error }
        var headers: HTTPFields = [:]
        switch self {
        case .full, .paused, .unavailable, .stalled:
            // RFC 9110, section 10.2.3
            let seconds = (retryAfter / .seconds(1)).rounded(.up)
            headers[.retryAfter] = "\(Int(min(max(1, seconds), Double(Int32.max))))"
        case .tooSlow, .tooLarge:
            // What is left of the body is not read: RFC 9110, sections 15.5.9 and 15.5.14.
            headers[.connection] = "close"
        default: break
        }
        return HTTPError(status, headers: headers, message: message)
    }
}
