import NIOCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Why a viewer does not listen. The description is one line for people to read.
public enum ViewerError: Error, Hashable, Sendable {
    /// Another program listens there already.
    case portTaken(host: String, port: Int)
    /// The address is none of this machine, the name is not known, or the port is not for everybody.
    case cannotListen(host: String, port: Int, reason: String)

    init(_ error: IOError, configuration: Viewer.Configuration) {
        if error.errnoCode == EADDRINUSE {
            self = .portTaken(host: configuration.host, port: configuration.port)
        } else {
            let reason = String(cString: strerror(error.errnoCode))
            self = .cannotListen(host: configuration.host, port: configuration.port, reason: reason)
        }
    }
}

extension ViewerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .portTaken(let host, let port):
            """
            port \(port) on \(host) is taken: another viewer or collector seems to be running. Stop it, or choose \
            another port here and in the application's OTEL_EXPORTER_OTLP_ENDPOINT.
            """
        case .cannotListen(let host, let port, let reason):
            "cannot listen on port \(port) of \(host): \(reason)"
        }
    }
}
