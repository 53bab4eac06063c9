import WireText

/// Headers that an exporter sends with each request. Their values are secret: no description shows them.
///
/// Names are the same in upper and lower case. A name that is not a token, a value with control characters, and a
/// header that belongs to the transport (`Content-Type`, `Content-Length` and their like) are not taken over; the
/// configuration gets a warning instead.
public struct Headers: Sendable, Hashable {
    private var fields: [Field] = []

    /// The names that were refused.
    private(set) var refusedNames: [String] = []

    /// No headers.
    public init() {}

    /// The value of a header; `nil` removes it.
    public subscript(name: String) -> String? {
        get { fields.first { $0.key == name.lowercased() }?.value }
        set {
            let key = name.lowercased()
            guard let newValue else {
                fields.removeAll { $0.key == key }
                return
            }
            guard Self.refusal(ofName: name, value: newValue) == nil else {
                refusedNames.append(name)
                return
            }
            let field = Field(name: name, key: key, value: newValue)
            if let index = fields.firstIndex(where: { $0.key == key }) {
                fields[index] = field
            } else {
                fields.append(field)
            }
        }
    }

    /// Whether there is neither a header nor one that was refused.
    var isEmpty: Bool { fields.isEmpty && refusedNames.isEmpty }

    /// Takes over the headers of `other`, and remembers what was refused there.
    mutating func merge(_ other: Headers) {
        for field in other.fields { self[field.name] = field.value }
        refusedNames += other.refusedNames
    }

    /// Why a header cannot be sent.
    enum Refusal: String {
        case name = "has a name that is not a token"
        case transport = "belongs to the transport"
        case value = "has a value with control characters"
    }

    /// Why a header cannot be sent. `nil` if it can.
    static func refusal(ofName name: String, value: String) -> Refusal? {
        if name.isEmpty || !name.utf8.allSatisfy(\.isTokenCharacter) { return .name }
        if transportNames.contains(name.lowercased()) { return .transport }
        if value.utf8.contains(where: { $0.isControl && $0 != 0x09 }) { return .value }
        return nil
    }

    /// What describes the message itself and the connection: only the exporter knows these.
    private static let transportNames: Set<String> = [
        "connection", "content-encoding", "content-length", "content-type", "host", "keep-alive", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    private struct Field: Sendable, Hashable {
        var name: String
        var key: String
        var value: String
    }
}

extension Headers {
    /// A text from outside without the values of these headers: a collector may repeat the key that it refuses.
    func masked(in text: String) -> String {
        fields.reduce(text) { text, field in
            // The value as a whole, and what follows a scheme such as `Bearer`.
            let secrets = [Substring(field.value)] + field.value.split(separator: " ")
            return secrets.filter { $0.utf8.count >= 6 }.reduce(text) { $0.replacing($1, with: "***") }
        }
    }
}

extension Headers: Sequence {
    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> {
        fields.lazy.map { (name: $0.name, value: $0.value) }.makeIterator()
    }
}

extension Headers: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral headers: (String, String)...) {
        for (name, value) in headers {
            self[name] = value
        }
    }
}

extension Headers: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names, with their values masked.
    public var description: String {
        "[" + fields.map { "\($0.name): ***" }.joined(separator: ", ") + "]"
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror {
        Mirror(self, children: fields.map { (label: $0.name, value: "***" as Any) }, displayStyle: .dictionary)
    }
}
