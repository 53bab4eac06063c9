import WireText

/// The URL that says where mail goes, such as `smtp://user:password@mail.example.com:587?pool=4`.
///
/// Its parts are percent-decoded. What a user or a password has of the characters `:@/?#%` must be percent-encoded; where that
/// was forgotten, so that another URL comes out than was meant, it is refused. Neither a URL's description nor an error repeats
/// the password, or what may be a piece of it.
///
/// Source: RFC 3986, section 3.
public struct MailURL: Sendable, Hashable {
    /// The scheme, in lower case.
    public var scheme: String
    public var user: String?
    public var password: String?
    /// The host's name or address, an IPv6 address without its brackets; `nil` without an authority, as in `console:`.
    public var host: String?
    public var port: Int?
    public var path: String
    /// The query's names and values, in their order.
    public var query: [QueryItem]
    /// Whether there is a fragment, with which no transport can do anything.
    let hasFragment: Bool

    /// One name of the query with its value.
    public struct QueryItem: Sendable, Hashable {
        public var name: String
        public var value: String
    }

    /// Reads a URL.
    /// - Throws: ``MailError/invalidConfiguration(reason:)``.
    public init(_ text: String) throws(MailError) {
        var rest = Substring(text).utf8
        guard !rest.contains(where: { $0.isControl || $0 == UInt8(ascii: " ") }) else {
            throw .invalidConfiguration(reason: "the mail URL has a space or a control character in it")
        }
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), Self.isScheme(rest[..<colon]) else {
            throw .invalidConfiguration(reason: "the mail URL has no scheme, such as smtp:")
        }
        scheme = String(Substring(rest[..<colon])).lowercased()
        rest = rest[rest.index(after: colon)...]
        try Self.checkForLooseAt(rest)
        let hash = rest.firstIndex(of: UInt8(ascii: "#"))
        hasFragment = hash != nil
        if let hash { rest = rest[..<hash] }

        query = []
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            for pair in rest[rest.index(after: mark)...].split(separator: UInt8(ascii: "&")) {
                let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
                let value = pair[equals...].dropFirst()
                query.append(
                    QueryItem(name: try Self.decoded(pair[..<equals], "query"), value: try Self.decoded(value, "query"))
                )
            }
            rest = rest[..<mark]
        }

        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            path = try Self.decoded(rest[slash...], "path")
            try readAuthority(rest[..<slash])
        } else {
            path = try Self.decoded(rest, "path")
        }
    }

    /// The value of a name of the query; of one that stands twice, the first.
    public func value(of name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// An `@` behind the authority was meant to end the user and the password: one of them has a character that ends the
    /// authority. The mail, and a piece of the password, would go to another host.
    private static func checkForLooseAt(_ rest: Substring.UTF8View) throws(MailError) {
        guard rest.starts(with: "//".utf8) else { return }
        let end = rest.dropFirst(2).firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        guard rest.dropFirst(2).startIndex == end || !rest[end...].contains(UInt8(ascii: "@")) else {
            throw .invalidConfiguration(
                reason:
                    "a character of the mail URL's user or password, or an @ behind its host, must be percent-encoded"
            )
        }
    }

    private mutating func readAuthority(_ authority: Substring.UTF8View) throws(MailError) {
        var place = authority
        // The last @, because passwords are often written as they are.
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            let user = authority[..<at]
            let colon = user.firstIndex(of: UInt8(ascii: ":")) ?? user.endIndex
            self.user = try Self.decoded(user[..<colon], "user")
            if colon < user.endIndex { password = try Self.decoded(user[user.index(after: colon)...], "password") }
            place = authority[authority.index(after: at)...]
        }

        let port: Substring.UTF8View
        if place.first == UInt8(ascii: "[") {
            guard let end = place.firstIndex(of: UInt8(ascii: "]")) else {
                throw .invalidConfiguration(reason: "the mail URL has an IPv6 address that does not end")
            }
            host = String(Substring(place[place.index(after: place.startIndex)..<end]))
            port = place[place.index(after: end)...]
            guard port.isEmpty || port.first == UInt8(ascii: ":") else {
                throw .invalidConfiguration(reason: "the mail URL has a host that is none")
            }
        } else {
            let colon = place.firstIndex(of: UInt8(ascii: ":")) ?? place.endIndex
            host = try Self.decoded(place[..<colon], "host")
            port = place[colon...]
        }
        guard port.count > 1 else { return }
        guard let number = Int(Substring(port.dropFirst())), (1...65535).contains(number) else {
            throw .invalidConfiguration(reason: "the mail URL has a port that is none")
        }
        self.port = number
    }

    private static func isScheme(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, ByteSet.letters.contains(first) else { return false }
        return text.allSatisfy { ByteSet.hostLabel.contains($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: ".") }
    }

    private static func decoded(_ text: Substring.UTF8View, _ part: String) throws(MailError) -> String {
        guard let decoded = PercentEncoding.decodeStrictly(text), !decoded.utf8.contains(where: \.isControl) else {
            throw .invalidConfiguration(reason: "the mail URL's \(part) has a % without two digits, or is no text")
        }
        return decoded
    }
}

extension MailURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The URL without its query, and with `***` for the password. A server's has no path.
    public var description: String {
        var text = "\(scheme):"
        if let host {
            text += "//"
            if let user { text += password == nil ? "\(user)@" : "\(user):***@" }
            text += host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
            if let port { text += ":\(port)" }
        }
        return scheme == "smtp" || scheme == "smtps" ? text : text + path
    }

    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}
