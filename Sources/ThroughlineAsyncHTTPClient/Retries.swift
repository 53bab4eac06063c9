import NIOHTTP1

/// When a request is sent again because it has failed.
///
/// Sent again are requests that can do no harm twice (`GET`, `HEAD`, `OPTIONS`, `TRACE`, `PUT`, `DELETE` and `QUERY`; RFC 9110,
/// section 9.2.2), if their body can be: after a connection that could not be made or has broken, and after `429` and `503`.
/// A request that took too long is not.
///
/// AsyncHTTPClient itself tries again to connect, unless `connectionPool.retryConnectionEstablishment` is off; that
/// is part of one attempt here.
public struct Retries: Sendable, Hashable {
    /// How often a request is sent again at most.
    public var limit: Int
    /// The pause before the first time; it doubles with each further one, and is shortened by a random part.
    public var pause: Duration
    /// The longest pause. A server that asks for a longer one with `Retry-After` gets what it wants: the response is
    /// returned, and no request is sent.
    public var longestPause: Duration

    /// A request is sent once.
    public static let never = Retries(limit: 0, pause: .zero, longestPause: .zero)

    /// A request is sent again up to `limit` times.
    public static func upTo(
        _ limit: Int,
        pause: Duration = .milliseconds(100),
        longestPause: Duration = .seconds(10)
    ) -> Retries {
        Retries(limit: limit, pause: pause, longestPause: longestPause)
    }

    func allows(_ method: HTTPMethod, retried: Int) -> Bool {
        guard retried < limit else { return false }
        return switch method {
        case .GET, .HEAD, .OPTIONS, .TRACE, .PUT, .DELETE: true
        default: method.rawValue == "QUERY"
        }
    }

    /// How long to wait before sending a request again; `nil` if the server wants more patience than there is.
    ///
    /// - Parameters:
    ///   - retried: How often it was sent again before.
    ///   - retryAfter: What the server asks for.
    ///   - now: The seconds from 1970 to now.
    func delay(retried: Int, after retryAfter: String?, now: Int64) -> Duration? {
        if let asked = retryAfter.flatMap({ RetryAfter.delay($0, now: now) }) {
            return asked <= longestPause ? asked : nil
        }
        let doubled = min(pause, Self.day) * (1 << min(retried, 16))
        return min(doubled, longestPause) * Double.random(in: 0.5...1)
    }

    private static let day = Duration.seconds(86_400)
}
