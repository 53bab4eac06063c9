import Foundation

/// A `postgres://` URL, as libpq takes it, and what this module reads of it.
///
/// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
struct PostgresURL: Sendable {
    /// What libpq gets.
    let connection: String
    /// The URL's own `schema=`, which libpq does not know.
    let schema: String?
    /// Where the server is, for people: the host and the database, without who connects.
    let place: String
    let host: String?
    let port: Int?
    let database: String?
    /// The parameters that the URL says.
    let parameters: Set<String>

    static let schemes = ["postgres://", "postgresql://"]

    /// - Throws: ``PostgresURLError``, which does not say what is in the URL: a password may be.
    init(_ text: String) throws {
        guard let scheme = Self.schemes.first(where: { text.hasPrefix($0) }), !text.utf8.contains(0) else {
            throw PostgresURLError.notPostgres
        }
        let (head, query) = Self.split(text, at: "?")
        var kept: [Substring] = []
        var schema: String?
        var parameters: Set<String> = []
        for part in query?.split(separator: "&") ?? [] {
            let (name, value) = Self.split(part, at: "=")
            guard let name = name.removingPercentEncoding, let value = value?.removingPercentEncoding
            else { throw PostgresURLError.malformed }
            parameters.insert(name)
            if name == "schema" { schema = value } else { kept.append(part) }
        }
        self.parameters = parameters
        self.schema = schema
        connection = head + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))

        let (authority, path): (String, String?) = Self.split(head.dropFirst(scheme.count), at: "/")
        // The last "@" ends the part that has the password.
        let hosts = authority.lastIndex(of: "@").map { String(authority[authority.index(after: $0)...]) } ?? authority
        database = path.flatMap { $0.removingPercentEncoding }.flatMap { $0.isEmpty ? nil : $0 }
        place = "\(hosts)/\(path ?? "")"
        let first = hosts.split(separator: ",").first ?? ""
        let end = first.hasPrefix("[") ? first.firstIndex(of: "]") : nil
        let colon = first[(end ?? first.startIndex)...].lastIndex(of: ":")
        let name = String(first[..<(colon ?? first.endIndex)].filter { $0 != "[" && $0 != "]" })
        host = name.isEmpty ? nil : name.removingPercentEncoding
        port = colon.flatMap { Int(first[first.index(after: $0)...]) }
    }

    private static func split<Text: StringProtocol>(_ text: Text, at mark: Character) -> (String, String?)
    where Text.SubSequence == Substring {
        guard let place = text.firstIndex(of: mark) else { return (String(text), nil) }
        return (String(text[..<place]), String(text[text.index(after: place)...]))
    }
}

/// Why a URL cannot be used. The URL is not in it, as it may have a password.
public enum PostgresURLError: Error, Hashable, CustomStringConvertible {
    /// It does not begin with `postgres://` or `postgresql://`.
    case notPostgres
    /// Its percent-encoding is broken, or libpq does not understand it.
    case malformed
    /// A schema's name has one to 63 bytes, none of them zero.
    case badSchema

    public var description: String {
        switch self {
        case .notPostgres: "a broker's URL begins with postgres:// or postgresql://"
        case .malformed: "the PostgreSQL URL is malformed, or has a parameter that libpq does not know"
        case .badSchema: "a schema's name has 1 to 63 bytes"
        }
    }
}
