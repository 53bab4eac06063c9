import NIOHTTP1
import WireText

/// When a request is sent again because it has failed.
///
/// Sent again are requests that can do no harm twice (`GET`, `HEAD`, `OPTIONS`, `TRACE`, `PUT`, `DELETE` and `QUERY`; RFC 9110,
/// section 9.2.2), if their body can be: after a connection that could not be made or has broken, and after `429` and `503`.
/// A request that took too long is not.
///
/// AsyncHTTPClient itself tries again to connect, unless `connectionPool.retryConnectionEstablishment` is off; that
/// is part of one attempt here.
public struct Retries: Sendable {
    private let limit: Int
    private let firstPause: Duration
    private let longestPause: Duration
    /// Waits before a request is sent again.
    let wait: @Sendable (Duration) async throws -> Void

    init(
        limit: Int,
        firstPause: Duration,
        longestPause: Duration,
        wait: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.limit = limit
        self.firstPause = max(firstPause, .zero)
        // Nobody waits for a day, and a sum of days cannot overflow.
        self.longestPause = min(max(longestPause, .zero), .seconds(86_400))
        self.wait = wait
    }

    /// A request is sent once.
    public static let never = Retries(limit: 0, firstPause: .zero, longestPause: .zero)

    /// A request is sent again up to `limit` times.
    ///
    /// - Parameters:
    ///   - limit: How often a request is sent again at most.
    ///   - pause: The pause before the first time. It doubles with each further one, and a random part of up to a half is
    ///     taken away.
    ///   - longestPause: The longest pause. Where a server asks for a longer one with `Retry-After`, the request is not
    ///     sent again; nor is it where the pause would go beyond the request's deadline.
    public static func upTo(
        _ limit: Int,
        pause: Duration = .milliseconds(100),
        longestPause: Duration = .seconds(10)
    ) -> Retries {
        Retries(limit: limit, firstPause: pause, longestPause: longestPause)
    }

    /// The answers after which a request is sent again.
    static let after: [HTTPResponseStatus] = [.tooManyRequests, .serviceUnavailable]

    /// - Parameter retried: How often the request was sent again before.
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
    func pause(retried: Int, after retryAfter: String?, now: Int64) -> Duration? {
        if let asked = retryAfter.flatMap({ RetryAfter.delay($0, now: now) }) {
            return asked <= longestPause ? asked : nil
        }
        let doubled = min(firstPause, longestPause) * (1 << min(retried, 16))
        return min(doubled, longestPause) * Double.random(in: 0.5...1)
    }
}
