/// A URL taken apart, as it stands there (RFC 3986, section 3). Anything can be taken apart; nothing is decoded.
struct URLParts {
    /// The scheme; empty where there is none.
    let scheme: Substring
    /// What stands before the `@`: a user's name and a password, as a rule.
    let userInfo: Substring?
    /// The host and, where it is there, the port.
    let hostAndPort: Substring
    /// The path, from its `/`.
    let path: Substring
    /// The query without its `?`.
    let query: Substring?
    /// The fragment without its `#`.
    let fragment: Substring?

    init(_ url: String) {
        // Bytes are looked for, not characters: with a combining mark behind it, a ":" is another character.
        var rest = url[...]
        if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")), rest.utf8[colon...].starts(with: "://".utf8) {
            scheme = rest[..<colon]
            rest = rest[rest.utf8.index(colon, offsetBy: 3)...]
        } else {
            scheme = ""
        }
        if let hash = rest.utf8.firstIndex(of: UInt8(ascii: "#")) {
            fragment = rest[rest.utf8.index(after: hash)...]
            rest = rest[..<hash]
        } else {
            fragment = nil
        }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[rest.utf8.index(after: mark)...]
            rest = rest[..<mark]
        } else {
            query = nil
        }
        let pathStart = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        path = rest[pathStart...]
        let authority = rest[..<pathStart]
        if let at = authority.utf8.lastIndex(of: UInt8(ascii: "@")) {
            userInfo = authority[..<at]
            hostAndPort = authority[authority.utf8.index(after: at)...]
        } else {
            userInfo = nil
            hostAndPort = authority
        }
    }
}
