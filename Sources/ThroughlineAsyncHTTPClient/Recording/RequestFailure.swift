import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import SpanRecording

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Why there is no response.
///
/// AsyncHTTPClient has one type for most of its errors, and others come from the layers below, so that an error's type
/// says little. These do:
///
/// | `error.type` | what went wrong |
/// |---|---|
/// | `timeout` | the deadline, or the configured time to read or to write, has passed |
/// | `connect_timeout` | no connection in time: TCP, TLS, a proxy, or a free place in the pool |
/// | `connection_refused` | nobody listens there |
/// | `connection_reset` | the server has reset the connection |
/// | `connection_closed` | the server has closed the connection without a response |
/// | `name_resolution_error` | the host's name is not known |
/// | `connection_error` | no connection for another reason |
/// | `tls_error` | no secure connection |
/// | `proxy_error` | the proxy refuses, or wants to know who asks |
/// | `http_protocol_error` | what the server sent is not HTTP |
/// | `redirect_limit_reached`, `redirect_cycle_detected` | the server redirects without end |
/// | `invalid_url`, `invalid_request` | the request cannot be sent |
/// | `client_shutdown` | the client has been shut down |
/// | the error's type, fully qualified | all else |
struct RequestFailure: Equatable {
    /// The `error.type`.
    let type: String?
    /// Whether the connection has failed, and another may not.
    let isOfConnection: Bool

    init(_ error: any Error) {
        let (type, isOfConnection) = Self.classify(error)
        self.type = type
        self.isOfConnection = isOfConnection
    }

    private static func classify(_ error: any Error) -> (String?, Bool) {
        switch error {
        case let error as HTTPClientError: classify(error)
        case let error as NIOConnectionError: classify(error)
        case let error as IOError: classify(errno: error.errnoCode)
        case let error as ChannelError: classify(error)
        case is SocketAddressError, is SocketAddressError.UnknownHost: ("name_resolution_error", true)
        case is HTTPParserError: ("http_protocol_error", false)
        default: classifyByModule(error)
        }
    }

    private static func classify(_ error: HTTPClientError) -> (String?, Bool) {
        switch error {
        case .deadlineExceeded, .readTimeout, .writeTimeout: ("timeout", false)
        case .connectTimeout, .tlsHandshakeTimeout, .socksHandshakeTimeout, .httpProxyHandshakeTimeout,
            .getConnectionFromPoolTimeout:
            ("connect_timeout", true)
        case .remoteConnectionClosed: ("connection_closed", true)
        case .invalidProxyResponse, .proxyAuthenticationRequired: ("proxy_error", false)

        case .redirectLimitReached: ("redirect_limit_reached", false)
        case .redirectCycleDetected: ("redirect_cycle_detected", false)
        case .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath: ("invalid_url", false)
        case .bodyLengthMismatch, .traceRequestWithBody, .contentLengthMissing, .writeAfterRequestSent:
            ("invalid_request", false)
        case .alreadyShutdown, .cancelled: ("client_shutdown", false)
        default:
            // These have a value, which is not to be compared.
            switch error.shortDescription {
            case HTTPClientError.unsupportedScheme("").shortDescription: ("invalid_url", false)
            case HTTPClientError.invalidHeaderFieldNames([]).shortDescription,
                HTTPClientError.invalidHeaderFieldValues([]).shortDescription:
                ("invalid_request", false)
            case HTTPClientError.serverOfferedUnsupportedApplicationProtocol("").shortDescription: ("tls_error", false)
            default: (nil, false)
            }
        }
    }

    private static func classify(_ error: NIOConnectionError) -> (String?, Bool) {
        if let failure = error.connectionErrors.last {
            let (type, _) = classify(failure.error)
            return (type ?? "connection_error", true)
        }
        return (error.dnsAError ?? error.dnsAAAAError) == nil
            ? ("connection_error", true) : ("name_resolution_error", true)
    }

    private static func classify(_ error: ChannelError) -> (String?, Bool) {
        switch error {
        case .connectTimeout: ("connect_timeout", true)
        case .eof, .ioOnClosedChannel, .alreadyClosed, .inputClosed, .outputClosed: ("connection_closed", true)
        default: (nil, false)
        }
    }

    private static func classify(errno: CInt) -> (String?, Bool) {
        switch errno {
        case ECONNREFUSED: ("connection_refused", true)
        case ECONNRESET, EPIPE, ECONNABORTED: ("connection_reset", true)
        case ETIMEDOUT: ("connect_timeout", true)
        default: ("connection_error", true)
        }
    }

    /// Modules that this one does not import.
    private static func classifyByModule(_ error: any Error) -> (String?, Bool) {
        let name = ErrorType.name(of: error)
        if name.hasPrefix("NIOSSL.") { return ("tls_error", false) }
        if name.hasPrefix("NIOHTTP2.") { return ("http_protocol_error", false) }
        return (nil, false)
    }
}

extension HTTPClientError {
    /// The same error without what is in it: the values of header fields may be secrets.
    var withoutSecrets: HTTPClientError {
        shortDescription == HTTPClientError.invalidHeaderFieldValues([]).shortDescription
            ? .invalidHeaderFieldValues([]) : self
    }
}
