/// The path and the query of a request target (RFC 9112, section 3.2).
struct RequestTarget {
    /// The path as it was sent, `/` where there is none.
    let path: String
    /// The query without its `?`; `nil` where there is none.
    let query: String?

    init(_ target: String?) {
        // Bytes are looked for, not characters: with a combining mark behind it, a "?" is another character.
        var rest = (target ?? "")[...]
        // A fragment is never sent, except by mistake.
        if let hash = rest.utf8.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<hash] }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            let query = rest[rest.utf8.index(after: mark)...]
            self.query = query.isEmpty ? nil : String(query)
            rest = rest[..<mark]
        } else {
            query = nil
        }
        // The absolute form, which proxies are asked with and every server has to accept.
        if rest.utf8.first != UInt8(ascii: "/"), let authority = rest.authorityStart {
            rest = rest[authority...]
            rest = rest.utf8.firstIndex(of: UInt8(ascii: "/")).map { rest[$0...] } ?? ""
        }
        path = rest.isEmpty ? "/" : String(rest)
    }
}

extension Substring {
    /// Where the authority begins, behind the first `://`.
    fileprivate var authorityStart: Index? {
        guard let colon = utf8.firstIndex(of: UInt8(ascii: ":")), utf8[colon...].starts(with: "://".utf8) else {
            return nil
        }
        return utf8.index(colon, offsetBy: 3)
    }
}
