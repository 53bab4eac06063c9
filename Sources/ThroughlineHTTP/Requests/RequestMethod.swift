import HTTPTypes

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

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

    init(_ method: HTTPRequest.Method, known: Set<String>) {
        self.init(method.rawValue, known: known)
    }

    init(_ name: String, known: Set<String>) {
        self.init(name, isKnown: known.contains(name))
    }

    init(_ name: String, isKnown: Bool) {
        if isKnown {
            attribute = name
            original = nil
            spanName = name
        } else {
            attribute = "_OTHER"
            original = name
            spanName = "HTTP"
        }
    }

    /// The methods that are known unless somebody says otherwise: what the environment says when it is first asked.
    static let known = known(in: ProcessInfo.processInfo.environment)

    /// What the environment lists, separated by commas, takes the place of the conventional methods. A list of nothing is
    /// as good as none.
    static func known(in environment: [String: String]) -> Set<String> {
        let list = environment["OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS"] ?? ""
        let listed = list.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
        return listed.isEmpty ? conventional : Set(listed)
    }

    /// RFC 9110, PATCH (RFC 5789) and QUERY. Methods are case-sensitive.
    static let conventional: Set<String> = [
        "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE",
    ]
}
