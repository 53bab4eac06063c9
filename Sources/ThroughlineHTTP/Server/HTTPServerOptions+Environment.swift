import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension HTTPServerOptions {
    /// The defaults, and what the environment says instead. It is read once; what is wrong there is passed over with a
    /// warning.
    public static func fromEnvironment() -> HTTPServerOptions { environment }

    private static let environment = HTTPServerOptions(environment: ProcessInfo.processInfo.environment) { warning in
        Logger(label: "throughline.http").warning("\(warning)")
    }

    /// - Parameter warn: Is told what is wrong.
    init(environment: [String: String], warn: (String) -> Void = { _ in }) {
        self.init()
        excluded = EnvironmentList.names(in: Variable.excluded, of: environment).map { PathPattern($0) }
        capturing = EnvironmentList.names(in: Variable.capturing, of: environment).compactMap { name in
            let attribute = CapturedAttribute(named: name)
            if attribute == nil {
                warn("\(Variable.capturing): \"\(SafeText.value(name))\" is no name of an attribute")
            }
            return attribute
        }
        capturedRequestHeaders = .listed(in: .serverRequest, of: environment)
        capturedResponseHeaders = .listed(in: .serverResponse, of: environment)
        trustedProxies = TrustedProxies(
            EnvironmentList.names(in: Variable.trustedProxies, of: environment).compactMap { name in
                let proxy = TrustedProxies.Proxy(named: name)
                if proxy == nil { warn("\(Variable.trustedProxies): \"\(SafeText.value(name))\" is no address") }
                return proxy
            }
        )
        knownMethods = RequestMethod.known(in: environment)
    }

    private enum Variable {
        static let excluded = "OTEL_SWIFT_HTTP_SERVER_EXCLUDED_URLS"
        static let capturing = "OTEL_SWIFT_HTTP_SERVER_TRACED_REQUEST_ATTRIBUTES"
        static let trustedProxies = "OTEL_SWIFT_HTTP_SERVER_TRUSTED_PROXIES"
    }
}

extension TrustedProxies.Proxy {
    /// What the environment means by a name or an address.
    fileprivate init?(named name: String) {
        switch name.lowercased() {
        case "loopback": self = .loopback
        case "private": self = .private
        case "unix": self = .unixDomainSocket
        default: self.init(name)
        }
    }
}
