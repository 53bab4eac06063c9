import HTTPTypes
import Hummingbird
import NIOHTTP1

/// The answer that Hummingbird gives to an error.
struct ErrorAnswer {
    /// The answer's status code.
    let status: Int
    /// The answer's headers, as far as the error shows them.
    let headers: HTTPFields
    /// Whether the error itself asks for this answer.
    let isChosen: Bool

    init(to error: any Error) {
        switch error {
        case let error as any HTTPResponseError:
            status = error.status.code
            headers = (error as? HTTPError)?.headers ?? [:]
            isChosen = true
        case is HTTPParserError:
            // The client's body is not HTTP: the connection answers that.
            status = HTTPResponse.Status.badRequest.code
            headers = [:]
            isChosen = true
        default:
            status = HTTPResponse.Status.internalServerError.code
            headers = [:]
            isChosen = false
        }
    }
}
