import WireText

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The address of a collector.
///
/// A string literal is a base address, to which the path of each signal is appended:
///
/// ```swift
/// configuration.otlp.endpoint = "https://collector.example:4318"  // …/v1/traces
/// configuration.otlp.endpoint = .exact("https://traces.example/api/ingest")
/// ```
///
/// The scheme is `http` or `https`; without a port it is 80 or 443, and not 4318.
///
/// Source: [Endpoint URLs for OTLP/HTTP](https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp).
public struct Endpoint: Sendable, Hashable {
    private let text: String
    private let isBase: Bool

    /// A base address, to which the path of each signal is appended.
    public static func base(_ url: String) -> Endpoint {
        Endpoint(text: url, isBase: true)
    }

    /// An address that is used as it is. Where it has no path, the path is `/`.
    public static func exact(_ url: String) -> Endpoint {
        Endpoint(text: url, isBase: false)
    }

    /// `http://localhost:4318`, as a base address.
    public static let `default` = Endpoint.base("http://localhost:4318")

    /// The address for a signal.
    ///
    /// User information is left out: credentials belong into a header.
    ///
    /// - Parameter path: The path of the signal, `v1/traces`.
    /// - Returns: `nil` if the address is not one of `http` or `https` with a host.
    func url(for path: String) -> String? {
        guard var components = components else { return nil }
        if isBase {
            let separator = components.percentEncodedPath.hasSuffix("/") ? "" : "/"
            components.percentEncodedPath += separator + path
        } else if components.percentEncodedPath.isEmpty {
            components.percentEncodedPath = "/"
        }
        return components.string
    }

    /// Whether the address is one of `http` or `https`, with a host.
    var isValid: Bool { url(for: "") != nil }

    /// Whether the address holds user information, which is never sent.
    var hasUserInformation: Bool {
        URLComponents(string: text)?.percentEncodedUser != nil
    }

    /// A character of a domain name in ASCII, or of an IP address.
    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        if byte.isLowercaseLetter || byte.isUppercaseLetter || byte.isDigit { return true }
        return switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"):
            true
        default: false
        }
    }

    private var components: URLComponents? {
        guard var components = URLComponents(string: text),
            let scheme = components.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = components.encodedHost, !host.isEmpty, host.utf8.allSatisfy(Self.isHostCharacter),
            components.port.map((1...65535).contains) ?? true
        else { return nil }
        components.scheme = scheme
        components.user = nil
        components.password = nil
        components.fragment = nil
        return components
    }
}

extension Endpoint: ExpressibleByStringLiteral {
    public init(stringLiteral url: String) {
        self = .base(url)
    }
}

extension Endpoint: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The address without user information and without what its query says, which both may be secret.
    public var description: String {
        guard var components else { return "(not an HTTP address)" }
        let hasQuery = components.query != nil
        components.query = nil
        return (components.string ?? "") + (hasQuery ? "?…" : "")
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}
