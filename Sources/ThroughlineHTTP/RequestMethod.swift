import HTTPTypes

/// A request method as a span may name it: only known methods, so that nobody can invent new span names from outside.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/http/http-spans/ (`http.request.method`)
struct RequestMethod {
    /// The method where it is known, else `_OTHER`.
    let attribute: String
    /// The method as it was sent, where ``attribute`` does not say it.
    let original: String?
    /// What the span's name begins with.
    let spanName: String

    init(_ method: HTTPRequest.Method) {
        let name = method.rawValue
        if Self.known.contains(name) {
            attribute = name
            original = nil
            spanName = name
        } else {
            attribute = "_OTHER"
            original = name
            spanName = "HTTP"
        }
    }

    /// RFC 9110, PATCH (RFC 5789) and QUERY. Methods are case-sensitive.
    private static let known: Set<String> = [
        "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE",
    ]
}
