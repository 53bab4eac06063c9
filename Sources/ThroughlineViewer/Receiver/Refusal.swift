import HTTPTypes

/// Why a request is answered with an error, and how: the answer's body is a `google.rpc.Status`
/// (OTLP specification, "Failures").
struct Refusal: Error, Hashable {
    let status: HTTPResponse.Status
    /// A `google.rpc.Code`.
    let code: Int32
    let message: String
    var headers: HTTPFields = [:]

    static func malformed(_ message: String) -> Refusal {
        Refusal(status: .badRequest, code: 3, message: message)
    }

    static func tooLarge(_ message: String) -> Refusal {
        Refusal(status: .contentTooLarge, code: 8, message: message)
    }

    /// OTLP asks the sender to come back then (OTLP specification, "OTLP/HTTP Throttling").
    static let busy = Refusal(
        status: .serviceUnavailable,
        code: 14,
        message: "Too many requests are being received at once.",
        headers: [.retryAfter: "1"]
    )

    static let unknownPath = Refusal(
        status: .notFound,
        code: 5,
        message:
            "OTLP is received at \(Signal.allCases.map(\.rawValue).joined(separator: ", ")), and nothing elsewhere."
    )

    static let unsupportedMethod = Refusal(
        status: .methodNotAllowed,
        code: 12,
        message: "OTLP is sent with POST.",
        headers: [.allow: "POST"]
    )

    static let unsupportedType = Refusal(
        status: .unsupportedMediaType,
        code: 3,
        message: "The Content-Type must be \(WireEncoding.protobuf.rawValue) or \(WireEncoding.json.rawValue)."
    )

    static let unsupportedCoding = Refusal(
        status: .unsupportedMediaType,
        code: 3,
        message: "The Content-Encoding must be one of \(ContentCoding.accepted).",
        // RFC 9110, section 12.5.3: so the sender learns that the coding was the reason.
        headers: [.acceptEncoding: ContentCoding.accepted]
    )
}
