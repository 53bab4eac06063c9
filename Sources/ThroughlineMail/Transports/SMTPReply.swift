/// What an SMTP server answered to a command.
public struct SMTPReply: Hashable, Sendable {
    /// The three digits: 2xx yes, 3xx go on, 4xx not now, 5xx no.
    public let code: Int
    /// What ENHANCEDSTATUSCODES (RFC 2034) adds, such as `5.1.1`.
    public let enhancedCode: EnhancedStatusCode?
    /// The text, its lines joined with a line feed, without the codes. It may repeat an address.
    public let text: String

    public init(code: Int, enhancedCode: EnhancedStatusCode? = nil, text: String) {
        self.code = code
        self.enhancedCode = enhancedCode
        self.text = text
    }

    /// Whether the server says that it may go better later: a code of 400 to 499.
    public var isTemporary: Bool { (400..<500).contains(code) }
}

extension SMTPReply: CustomStringConvertible {
    public var description: String {
        enhancedCode.map { "\(code) \($0) \(text)" } ?? "\(code) \(text)"
    }
}
