// HTTP: https://opentelemetry.io/docs/specs/semconv/http/http-spans/ (v1.44, stable)

extension AttributeKey where Value == String {
    /// The request method, one of the known ones in upper case, or `_OTHER`.
    @inlinable public static var httpRequestMethod: Self { "http.request.method" }
    /// The request method as it was sent, where `http.request.method` does not say it.
    @inlinable public static var httpRequestMethodOriginal: Self { "http.request.method_original" }
    /// The matched route's template, such as `/users/{id}`; never the raw path.
    @inlinable public static var httpRoute: Self { "http.route" }
    /// The full `User-Agent` header.
    @inlinable public static var userAgentOriginal: Self { "user_agent.original" }
}

extension AttributeKey where Value == [String] {
    /// The values of a request's header.
    ///
    /// - Parameter name: The header's name in lower case.
    public static func httpRequestHeader(_ name: String) -> Self { Self("http.request.header.\(name)") }
    /// The values of a response's header.
    ///
    /// - Parameter name: The header's name in lower case.
    public static func httpResponseHeader(_ name: String) -> Self { Self("http.response.header.\(name)") }
}

extension AttributeKey where Value == Int {
    /// How many times the request was sent before, because of a redirect or a failure; absent the first time.
    @inlinable public static var httpRequestResendCount: Self { "http.request.resend_count" }
    /// The response's status code.
    @inlinable public static var httpResponseStatusCode: Self { "http.response.status_code" }
    /// The size of the request's body in bytes, as it was transferred.
    @inlinable public static var httpRequestBodySize: Self { "http.request.body.size" }
    /// The size of the response's body in bytes, as it was transferred.
    @inlinable public static var httpResponseBodySize: Self { "http.response.body.size" }
}
