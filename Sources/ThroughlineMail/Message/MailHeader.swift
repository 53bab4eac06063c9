/// A header field beyond those that ``MailMessage`` has properties for.
///
/// ```swift
/// message.headers.append(MailHeader("Auto-Submitted", "auto-generated"))
/// ```
public struct MailHeader: Hashable, Sendable, Codable {
    public var name: String
    public var value: String
    /// Whether the value is encoded already, by the rules of its field: it is only folded at spaces.
    public var isEncoded: Bool

    /// A field whose value is text, in any script. What ASCII cannot say is encoded by RFC 2047.
    public init(_ name: String, _ value: String) {
        self.init(name, value, isEncoded: false)
    }

    /// A field whose value stands as it is.
    public static func encoded(_ name: String, _ value: String) -> MailHeader {
        MailHeader(name, value, isEncoded: true)
    }

    private init(_ name: String, _ value: String, isEncoded: Bool) {
        self.name = name
        self.value = value
        self.isEncoded = isEncoded
    }
}
