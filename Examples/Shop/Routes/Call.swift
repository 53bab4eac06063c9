import Foundation
import Hummingbird

/// `GET /call?path=/slow?ms=50`: asks the partner for that path, and answers as it does.
func call(_ partner: Partner, _ request: Request) async throws -> Response {
    guard let path = request.uri.queryParameters["path"], path.isPathOnly else {
        throw HTTPError(.badRequest, message: "path must be the path of a URL, without a host: /slow?ms=50")
    }
    // Each such request waits for the next, until no connection is left for the last.
    guard path.firstSegment != "call" else {
        throw HTTPError(.badRequest, message: "path must not be /call again: that could go on for ever.")
    }
    return try await partner.get(String(path))
}

extension Substring {
    /// Whether this can only be a path, so that nobody can make the shop ask another server.
    fileprivate var isPathOnly: Bool {
        hasPrefix("/") && !hasPrefix("//")
            && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#") }
    }

    /// The path's first segment, as a router sees it.
    fileprivate var firstSegment: String? {
        let segment = prefix { $0 != "?" }.split(separator: "/").first
        return segment.map { $0.removingPercentEncoding ?? String($0) }
    }
}
