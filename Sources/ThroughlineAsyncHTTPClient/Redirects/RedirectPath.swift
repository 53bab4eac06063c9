import AsyncHTTPClient
import NIOHTTP1
import ThroughlineHTTP

#if canImport(FoundationEssentials)
import struct FoundationEssentials.URL
#else
import struct Foundation.URL
#endif

/// The redirects of one request.
///
/// The rules are AsyncHTTPClient's, which are RFC 9110's, but for three things. `304` and `305` are not followed: the first
/// is no redirect, the second is deprecated for what it lets an attacker do (RFC 9110, sections 15.4.5 and 15.4.6). A cycle is
/// a request that was sent before, method and URL, so that the answer to a form may point to the form. And a `Host` and a
/// `Referer` header that the caller has set do not go to another server.
struct RedirectPath {
    private let configuration: Redirects.Configuration
    private var followed = 0
    /// Method and URL of what was sent.
    private var sent: Set<String> = []

    /// `nil` where redirects are not to be followed.
    init?(_ redirects: Redirects) {
        guard case .followed(let configuration) = redirects else { return nil }
        self.configuration = configuration
    }

    /// The request that a response asks for; `nil` if it asks for none, for one that this client must not send, or for one
    /// that cannot be sent because its body is used up.
    ///
    /// - Throws: `HTTPClientError.redirectLimitReached` and `.redirectCycleDetected`.
    mutating func next(after request: HTTPClientRequest, _ response: HTTPClientResponse) throws -> HTTPClientRequest? {
        guard let target = target(of: response, for: request) else { return nil }
        var next = request
        next.url = target
        changeMethod(of: &next, for: response.status)
        guard next.body.canBeSentAgain else { return nil }
        let isSameServer =
            switch (URLOrigin(request.url), URLOrigin(target)) {
            case (let from?, let to?): from.isSame(as: to)
            default: false
            }
        if !isSameServer { next.headers.remove(fieldsOfOneServer) }

        followed += 1
        guard followed <= configuration.max else { throw HTTPClientError.redirectLimitReached }
        guard !configuration.allowCycles else { return next }
        sent.insert("\(request.method) \(request.url)")
        guard !sent.contains("\(next.method) \(next.url)") else { throw HTTPClientError.redirectCycleDetected }
        return next
    }

    private func target(of response: HTTPClientResponse, for request: HTTPClientRequest) -> String? {
        switch response.status {
        case .movedPermanently, .found, .seeOther, .temporaryRedirect, .permanentRedirect: break
        default: return nil
        }
        guard let location = response.headers.first(name: "location"),
            let base = URL(string: request.url),
            let target = URL(string: location, relativeTo: base)?.absoluteURL,
            let scheme = target.scheme?.lowercased()
        else { return nil }
        switch scheme {
        case "http", "https": return target.absoluteString
        // Nobody on the network decides to which of this computer's sockets a request goes.
        case "unix", "http+unix", "https+unix":
            return base.scheme?.lowercased().hasSuffix("unix") == true ? target.absoluteString : nil
        default: return nil
        }
    }

    /// RFC 9110, sections 15.4.2 to 15.4.4.
    private func changeMethod(of request: inout HTTPClientRequest, for status: HTTPResponseStatus) {
        let becomesGet =
            switch status {
            case .seeOther: request.method != .HEAD
            case .movedPermanently: request.method == .POST && !configuration.retainHTTPMethodAndBodyOn301
            case .found: request.method == .POST && !configuration.retainHTTPMethodAndBodyOn302
            default: false
            }
        guard becomesGet else { return }
        request.method = .GET
        request.body = nil
        request.headers.remove(fieldsOfContent)
    }
}

extension HTTPHeaders {
    fileprivate mutating func remove(_ names: [String]) {
        for name in names { remove(name: name) }
    }
}

/// What speaks of a body that is no longer sent (RFC 9110, section 15.4).
private let fieldsOfContent = [
    "Content-Encoding", "Content-Language", "Content-Length", "Content-Location", "Content-Type", "Digest",
    "Last-Modified", "Transfer-Encoding",
]

/// What one server may know of the caller, and another may not.
private let fieldsOfOneServer = ["Authorization", "Cookie", "Host", "Origin", "Proxy-Authorization", "Referer"]
