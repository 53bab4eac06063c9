import HTTPTypes
import NIOCore

/// Keeps other web sites from a viewer that listens on this machine: their pages run in the same browser.
///
/// A page of another site can send requests here, though the browser does not show it the answers; and where it has made its
/// own name point to this machine ("DNS rebinding"), the browser takes the viewer for that site, and shows it everything. So
/// the name that was asked for must be one that nobody else can have, and who asks must be the viewer's own page or no page.
struct OriginRule: Hashable, Sendable {
    /// The address or name that the viewer listens on.
    let host: String

    init(host: String) {
        self.host = host.lowercased()
    }

    /// Whether the viewer listens on all addresses of this machine.
    private var isWildcard: Bool { host == "0.0.0.0" || host == "::" }

    /// - Throws: ``APIError`` when the viewer was asked for by a name that may be anybody's.
    func checkName(_ request: HTTPRequest) throws(APIError) {
        guard let authority = request.authority, isOwn(Self.host(of: authority)) else {
            throw APIError(
                status: .misdirectedRequest,
                message: "This viewer answers to localhost, 127.0.0.1, [::1] and the address that it listens on."
            )
        }
    }

    /// - Throws: ``APIError`` when the request may come from another site's page.
    func check(_ request: HTTPRequest) throws(APIError) {
        try checkName(request)
        // Fetch Metadata: "none" is somebody who typed the address.
        if let site = request.headerFields[.secFetchSite], site != "same-origin", site != "none" {
            throw .foreign
        }
        if let origin = request.headerFields[.origin], !Self.isSame(origin, request.authority ?? "") { throw .foreign }
    }

    /// Anything that changes something: a page of another site cannot set these without being asked first, and is refused then.
    func checkChange(_ request: HTTPRequest) throws(APIError) {
        let type = request.headerFields[.contentType]?.split(separator: ";").first?.trimmingSpace().lowercased()
        guard request.headerFields[.throughline] != nil || type == "application/json" else {
            throw APIError(
                status: .forbidden,
                message:
                    "A request that changes something needs the header Content-Type: application/json, or X-Throughline: 1."
            )
        }
    }

    private func isOwn(_ name: String) -> Bool {
        if ["localhost", "127.0.0.1", "[::1]"].contains(name) { return true }
        let address = name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
        if address == host { return true }
        // Nobody can make an address point elsewhere.
        return isWildcard && (try? SocketAddress(ipAddress: address, port: 0)) != nil
    }

    /// The host of `host:port`, in lower case.
    private static func host(of authority: String) -> String {
        let text = authority.lowercased()
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let rest = text[text.index(after: end)...]
            return rest.isEmpty || rest.hasPrefix(":") ? String(text[...end]) : text
        }
        return String(text.prefix { $0 != ":" })
    }

    /// Whether an origin (RFC 6454) is the one that the request was sent to. `null` is never.
    private static func isSame(_ origin: String, _ authority: String) -> Bool {
        let parts = origin.lowercased().split(separator: "://", maxSplits: 1)
        return parts.count == 2 && ["http", "https"].contains(parts[0]) && parts[1] == authority.lowercased()
    }
}

extension APIError {
    fileprivate static let foreign = APIError(
        status: .forbidden,
        message: "Pages of other web sites may not read this viewer, nor change what is in it."
    )
}

extension HTTPField.Name {
    static let secFetchSite = Self("Sec-Fetch-Site")!
    static let throughline = Self("X-Throughline")!
}
