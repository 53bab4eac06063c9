public import HTTPTypes
public import SpanRecording
import WireText

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Which headers a span records: those on this list, and no other.
///
/// ```swift
/// options.capturedRequestHeaders = ["content-type", "x-shop-*"]
/// options.capturedResponseHeaders = CapturedHeaders(["x-*"], sanitized: ["x-*-token"])
/// ```
///
/// A header becomes the attribute `http.request.header.<name>` or `http.response.header.<name>`: the name in lower case,
/// the value an array with an element for each time that the header stands there.
///
/// Well-known secrets match no wildcard: `Authorization`, `Proxy-Authorization`, `Cookie`, `Set-Cookie`, `X-Api-Key`,
/// `X-Auth-Token`, `X-Csrf-Token`, `X-Amz-Security-Token` and others of their kind. Named outright, they are recorded with
/// `REDACTED` for their value, which at least says that they were there; `unmasked` lifts that. What
/// `OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SANITIZE_FIELDS` lists is masked in every list.
///
/// In the environment variables, which other languages read as regular expressions, `.*` means what `*` does, and a name to
/// sanitise is one that stands anywhere in a header's. Where that list has any other regular expression, everything is masked.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/http/http-spans/ (`http.request.header`, v1.44)
public struct CapturedHeaders: Sendable {
    /// Which of the two messages a header stands in.
    public enum Message: Sendable {
        case request, response
    }

    /// Whether no header is recorded, and it is not worth looking at them.
    public let isEmpty: Bool

    private let named: [String: Header]
    private let wildcards: [Wildcard]
    private let sanitized: [Wildcard]

    private struct Header {
        let requestAttribute: String
        let responseAttribute: String
        let isMasked: Bool
    }

    /// - Parameters:
    ///   - names: The headers to record. Case does not count; `*` stands for any run of characters.
    ///   - sanitized: Those of them the value of which is replaced by `REDACTED`; `*` as above.
    ///   - unmasked: Which of the well-known secrets are recorded as they are, where `names` has them outright. Whoever reads
    ///     the traces can then act as the users whose requests they are of.
    public init(
        _ names: some Sequence<String>,
        sanitized: some Sequence<String> = [],
        unmasked: some Sequence<String> = []
    ) {
        self.init(
            names,
            sanitized: sanitized.map { Wildcard($0.lowercased()) } + Self.sanitizedByEnvironment,
            unmasked: Set(unmasked.map { $0.lowercased() })
        )
    }

    init(_ names: some Sequence<String>, sanitized: [Wildcard], unmasked: Set<String> = []) {
        var named: [String: Header] = [:]
        var wildcards: [Wildcard] = []
        for name in names {
            let name = name.lowercased()
            if Wildcard(name).isOpen {
                wildcards.append(Wildcard(name))
            } else if !name.isEmpty {
                let isSecret = SecretHeaders.contains(name) && !unmasked.contains(name)
                named[name] = Header(
                    requestAttribute: requestPrefix + name,
                    responseAttribute: responsePrefix + name,
                    isMasked: isSecret || sanitized.contains { $0.matches(name) }
                )
            }
        }
        self.named = named
        self.wildcards = wildcards
        self.sanitized = sanitized
        isEmpty = named.isEmpty && wildcards.isEmpty
    }

    /// Adds what is to be recorded of a message's headers to the attributes of its span.
    public func record(_ fields: HTTPFields, of message: Message, in attributes: inout Attributes) {
        guard !isEmpty else { return }
        for field in fields {
            record(field.name.canonicalName, field.value, of: message, in: &attributes)
        }
    }

    /// Adds what is to be recorded of a message's headers to the attributes of its span.
    public func record(
        _ fields: some Sequence<(name: String, value: String)>,
        of message: Message,
        in attributes: inout Attributes
    ) {
        guard !isEmpty else { return }
        for (name, value) in fields {
            record(name.lowercased(), value, of: message, in: &attributes)
        }
    }

    private func record(_ name: String, _ value: String, of message: Message, in attributes: inout Attributes) {
        let attribute: String
        let isMasked: Bool
        if let header = named[name] {
            attribute = message == .request ? header.requestAttribute : header.responseAttribute
            isMasked = header.isMasked
        } else {
            guard !wildcards.isEmpty, !SecretHeaders.contains(name), wildcards.contains(where: { $0.matches(name) })
            else { return }
            attribute = (message == .request ? requestPrefix : responsePrefix) + name
            isMasked = sanitized.contains { $0.matches(name) }
        }

        let value = isMasked ? "REDACTED" : SafeText.value(value)
        if case .strings(let values) = attributes[attribute] {
            attributes[attribute] = .strings(values + [value])
        } else if attributes.count < attributeLimit {
            attributes[attribute] = .strings([value])
        }
    }
}

extension CapturedHeaders: ExpressibleByArrayLiteral {
    public init(arrayLiteral names: String...) {
        self.init(names)
    }
}

extension CapturedHeaders {
    /// Where the environment lists headers.
    enum Variable: String {
        case serverRequest = "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST"
        case serverResponse = "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_RESPONSE"
        case clientRequest = "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_REQUEST"
        case clientResponse = "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_RESPONSE"
    }

    /// The headers that `variable` lists in an environment, with what the same environment sanitises.
    static func listed(in variable: Variable, of environment: [String: String]) -> CapturedHeaders {
        CapturedHeaders(
            EnvironmentList.names(in: variable.rawValue, of: environment).map { HeaderPattern($0).whole },
            sanitized: sanitized(by: environment)
        )
    }

    private static func sanitized(by environment: [String: String]) -> [Wildcard] {
        EnvironmentList.names(in: sanitizedVariable, of: environment).map { Wildcard(HeaderPattern($0).anywhere) }
    }

    private static let sanitizedByEnvironment = sanitized(by: ProcessInfo.processInfo.environment)
}

private let sanitizedVariable = "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SANITIZE_FIELDS"

private let requestPrefix = "http.request.header."
private let responsePrefix = "http.response.header."

/// The peer chooses how many headers match a wildcard. No span has more attributes than this by OpenTelemetry's default
/// (https://opentelemetry.io/docs/specs/otel/common/#configurable-parameters).
private let attributeLimit = 128
