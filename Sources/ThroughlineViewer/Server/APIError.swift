import HTTPTypes

/// Why a request of the viewer's API is answered with an error. The answer's body is `{"error":{"message":…}}`.
struct APIError: Error, Hashable {
    let status: HTTPResponse.Status
    /// What to do about it.
    let message: String
    /// Where a query cannot be read, in characters from its start.
    var position: Int?
    var headers: HTTPFields = [:]

    static func badRequest(_ message: String) -> APIError {
        APIError(status: .badRequest, message: message)
    }

    static func notFound(_ message: String) -> APIError {
        APIError(status: .notFound, message: message)
    }

    static func methodNotAllowed(_ allowed: String) -> APIError {
        APIError(status: .methodNotAllowed, message: "Use \(allowed).", headers: [.allow: allowed])
    }

    static func busy(_ message: String) -> APIError {
        APIError(status: .serviceUnavailable, message: message, headers: [.retryAfter: "1"])
    }

    /// What went wrong is for the log, not for whoever asked.
    static let failed = APIError(
        status: .internalServerError,
        message: "The viewer could not answer. Its log says why."
    )
}

extension APIError: Encodable {
    private struct Content: Encodable {
        let message: String
        let position: Int?
    }

    func encode(to encoder: any Encoder) throws {
        try ["error": Content(message: message, position: position)].encode(to: encoder)
    }
}
