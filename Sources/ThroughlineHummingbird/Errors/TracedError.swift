public import HTTPTypes
public import Hummingbird
import Logging
import NIOHTTP1

/// An error on its way through ``TelemetryMiddleware``, with the headers that name the trace in its answer.
///
/// The answer is the one that Hummingbird gives to ``underlying``, which middlewares outside can look at.
public struct TracedError: HTTPResponseError, CustomStringConvertible {
    /// What was thrown.
    public let underlying: any Error

    private let names: TraceNames

    public var status: HTTPResponse.Status {
        (underlying as? any HTTPResponseError)?.status ?? .internalServerError
    }

    public var description: String { "\(underlying)" }

    public func response(from request: Request, context: some RequestContext) throws -> Response {
        var response: Response
        if let underlying = underlying as? any HTTPResponseError {
            response = try underlying.response(from: request, context: context)
        } else {
            // Hummingbird logs the errors that it does not know; it would not see this one.
            context.logger.debug("Unrecognised Error", metadata: ["error.type": "\(underlying)"])
            response = Response(status: .internalServerError)
        }
        names.add(to: &response.headers)
        return response
    }

    /// The error to throw instead of `error`, so that its answer has the headers.
    static func adding(_ names: TraceNames, to error: any Error) -> any Error {
        switch error {
        case var error as HTTPError:
            names.add(to: &error.headers)
            return error
        case is HTTPParserError, is CancellationError:
            // What these mean is known by their type, and there is nobody to read a header.
            return error
        default:
            return TracedError(underlying: error, names: names)
        }
    }
}
