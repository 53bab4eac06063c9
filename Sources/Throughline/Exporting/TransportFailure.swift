import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What an error of the HTTP client means for a request.
enum TransportFailure {
    /// Whether the same request would fail again. Everything that happens on the way to a collector may be different
    /// next time, except that it does not speak HTTP.
    static func isPermanent(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: permanentErrors.contains(error)
        case let error as HTTPParserError: error != .invalidEOFState  // which is an answer that broke off
        default: false
        }
    }

    private static let permanentErrors: [HTTPClientError] = [
        .alreadyShutdown, .emptyHost, .emptyScheme, .invalidURL,
    ]

    /// The error in words that hold nothing of the request.
    static func description(of error: any Error) -> String {
        let description =
            switch error {
            case let error as HTTPClientError: error.shortDescription
            case let error as NIOConnectionError: Self.description(of: error)
            case let error as IOError: Self.description(of: error)
            case is CancellationError: "cancelled"
            default: "\(error)"
            }
        return description.printable(limit: 256)
    }

    private static func description(of error: NIOConnectionError) -> String {
        if let failure = error.connectionErrors.last {
            return description(of: failure.error)
        }
        if let failure = error.dnsAAAAError ?? error.dnsAError {
            return "cannot find the host: \(failure)"
        }
        return "cannot connect"
    }

    private static func description(of error: IOError) -> String {
        switch error.errnoCode {
        case ECONNREFUSED: "the connection was refused: does nobody listen there?"
        case ECONNRESET, EPIPE: "the connection was reset"
        default: "\(error)"
        }
    }
}
