/// The path and the query of a request target (RFC 9112, section 3.2).
struct RequestTarget {
    /// The path as it was sent, `/` where there is none.
    let path: String
    /// The query without its `?`; `nil` where there is none.
    let query: String?

    init(_ target: String?) {
        guard let target else {
            path = "/"
            query = nil
            return
        }
        // Bytes are looked for, not characters: with a combining mark behind it, a "?" is another character.
        let bytes = target.utf8
        let end = bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? bytes.endIndex
        var query: String?
        // A fragment is never sent, except by mistake.
        if end < bytes.endIndex, bytes[end] == UInt8(ascii: "?") {
            let behind = target[bytes.index(after: end)...]
            let text = behind.utf8.firstIndex(of: UInt8(ascii: "#")).map { behind[..<$0] } ?? behind
            if !text.isEmpty { query = String(text) }
        }
        self.query = query

        var path = target[..<end]
        // The absolute form, which proxies are asked with and every server has to accept.
        if path.utf8.first != UInt8(ascii: "/"), let authority = path.authorityStart {
            path = path[authority...]
            path = path.utf8.firstIndex(of: UInt8(ascii: "/")).map { path[$0...] } ?? ""
        }
        self.path = path.isEmpty ? "/" : String(path)
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
