/// The path and the query of a request target (RFC 9112, section 3.2).
struct RequestTarget {
    /// The path as it was sent, `/` where there is none.
    let path: String
    /// The query without its `?`; `nil` where there is none.
    let query: String?

    init(_ target: String?) {
        var rest = (target ?? "")[...]
        // A fragment is never sent, except by mistake.
        if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
        if let mark = rest.firstIndex(of: "?") {
            let query = rest[rest.index(after: mark)...]
            self.query = query.isEmpty ? nil : String(query)
            rest = rest[..<mark]
        } else {
            query = nil
        }
        // The absolute form, which proxies are asked with and every server has to accept.
        if rest.utf8.first != UInt8(ascii: "/"), let scheme = rest.range(of: "://") {
            rest = rest[scheme.upperBound...]
            rest = rest.firstIndex(of: "/").map { rest[$0...] } ?? ""
        }
        path = rest.isEmpty ? "/" : String(rest)
    }
}

extension Substring {
    fileprivate func range(of separator: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(separator) { return start..<index(start, offsetBy: separator.count) }
            formIndex(after: &start)
        }
        return nil
    }
}
