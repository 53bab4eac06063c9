import HTTPTypes
import Hummingbird

/// Pages of any web site may send their telemetry here (the Fetch standard's CORS protocol); they can read nothing but whether it
/// was taken.
enum CrossOrigin {
    /// Whether a browser asks if a page may send something.
    static func isPreflight(_ request: Request) -> Bool {
        request.method == .options && request.headers[.origin] != nil
            && request.headers[.accessControlRequestMethod] != nil
    }

    static func preflight(_ request: Request) -> Response {
        var headers: HTTPFields = [
            .accessControlAllowOrigin: "*", .accessControlAllowMethods: "POST", .accessControlMaxAge: "7200",
        ]
        // What a page sends beside is none of the viewer's business: a key for the backend that it forwards to, say.
        headers[.accessControlAllowHeaders] = request.headers[.accessControlRequestHeaders]
        // Chromium asks so before a public site may reach this machine.
        if request.headers[.requestPrivateNetwork] == "true" { headers[.allowPrivateNetwork] = "true" }
        return Response(status: .noContent, headers: headers)
    }

    static func allow(_ response: inout Response) {
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.accessControlExposeHeaders] = "Retry-After"
    }
}

extension HTTPField.Name {
    fileprivate static let requestPrivateNetwork = Self("Access-Control-Request-Private-Network")!
    fileprivate static let allowPrivateNetwork = Self("Access-Control-Allow-Private-Network")!
    /// Of a request that another viewer has forwarded.
    static let throughlineForwarded = Self(ForwardingTarget.mark)!
}
