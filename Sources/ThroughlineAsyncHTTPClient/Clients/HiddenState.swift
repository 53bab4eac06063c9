import AsyncHTTPClient
import NIOCore

/// What AsyncHTTPClient knows and shows to nobody, found by reflection.
///
/// Each of these is `nil` where the library is no longer made the way it is in version 1.37; then it is left to do by itself
/// what depends on it. A test says so first.
enum HiddenState {
    /// How a client was configured.
    static func configuration(of client: HTTPClient) -> HTTPClient.Configuration? {
        Mirror(reflecting: client).descendant("configuration") as? HTTPClient.Configuration
    }

    /// Whether redirects are followed, and how.
    static func redirects(of configuration: HTTPClient.Configuration) -> Redirects? {
        guard let mode = Mirror(reflecting: configuration.redirectConfiguration).descendant("mode") else { return nil }
        let cases = Mirror(reflecting: mode).children
        if let follow = cases.first?.value as? HTTPClient.Configuration.RedirectConfiguration.FollowConfiguration {
            return .followed(follow)
        }
        return cases.isEmpty && "\(mode)" == "disallow" ? .returned : nil
    }

    /// Whether a body can be sent a second time.
    static func canBeSentAgain(_ body: HTTPClientRequest.Body) -> Bool? {
        guard let (kind, value) = mode(of: body) else { return nil }
        switch kind {
        case "byteBuffer": return true
        case "sequence": return Mirror(reflecting: value).descendant("canBeConsumedMultipleTimes") as? Bool
        case "asyncSequence": return false
        default: return nil
        }
    }

    /// The size of a body in bytes, where it is known before it is sent.
    static func size(of body: HTTPClientRequest.Body) -> Int? {
        guard let (_, value) = mode(of: body) else { return nil }
        if let buffer = value as? ByteBuffer { return buffer.readableBytes }
        guard let length = Mirror(reflecting: value).descendant("length") else { return nil }
        let known = Mirror(reflecting: length).children.first { $0.label == "known" }
        return (known?.value as? Int64).map { Int($0) }
    }

    private static func mode(of body: HTTPClientRequest.Body) -> (kind: String, value: Any)? {
        guard let mode = Mirror(reflecting: body).descendant("mode"),
            let child = Mirror(reflecting: mode).children.first,
            let kind = child.label
        else { return nil }
        return (kind, child.value)
    }
}

extension HTTPClientRequest.Body? {
    /// Whether the body is the same if it is sent again; what cannot be known, is not.
    var canBeSentAgain: Bool {
        map { HiddenState.canBeSentAgain($0) ?? false } ?? true
    }
}
