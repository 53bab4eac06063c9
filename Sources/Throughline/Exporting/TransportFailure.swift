import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// What an error of the HTTP client means for a request.
enum TransportFailure {
    /// Whether the same request would fail again. Everything that happens on the way to a collector may be different
    /// next time, except that it does not speak HTTP.
    static func isPermanent(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: permanentErrors.contains(error)
        case is HTTPParserError: true
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
            case is CancellationError: "cancelled"
            default: "\(error)"
            }
        return description.printable(limit: 256)
    }

    private static func description(of error: NIOConnectionError) -> String {
        if let failure = error.connectionErrors.last {
            return "cannot connect: \(failure.error)"
        }
        if let failure = error.dnsAAAAError ?? error.dnsAError {
            return "cannot find the host: \(failure)"
        }
        return "cannot connect"
    }
}
