/// What a server says in its answer to `EHLO` that it can do.
///
/// Source: RFC 5321, section 4.1.1.1.
public struct SMTPCapabilities: Hashable, Sendable {
    /// The largest message that the server takes, in bytes; `nil` where it names none (RFC 1870).
    public private(set) var maximumSize: Int?
    /// `SIZE`: the server wants to know a message's size beforehand (RFC 1870).
    public private(set) var declaresSize = false
    /// `PIPELINING`: commands may be sent without waiting for the answers (RFC 2920).
    public private(set) var hasPipelining = false
    /// `8BITMIME`: contents may hold bytes beyond ASCII (RFC 6152).
    public private(set) var has8BitMIME = false
    /// `SMTPUTF8`: addresses and headers may be beyond ASCII (RFC 6531).
    public private(set) var hasSMTPUTF8 = false
    /// `ENHANCEDSTATUSCODES`: replies carry a second, finer code (RFC 2034).
    public private(set) var hasEnhancedStatusCodes = false
    /// `DSN`: the sender can ask for reports of delivery (RFC 3461).
    public private(set) var hasDeliveryReports = false
    /// `STARTTLS`: the connection can be encrypted from here on (RFC 3207).
    public private(set) var hasStartTLS = false
    /// The mechanisms of `AUTH`, in capital letters (RFC 4954).
    public private(set) var authenticationMechanisms: Set<String> = []
    /// Every keyword in capital letters, in the server's order; without what is none, and no more than 32.
    public private(set) var keywords: [String] = []
    private static let maximumKeywords = 32

    /// Nothing beyond what every server can do, as after `HELO`.
    public init() {}

    /// Reads the answer to `EHLO`: the first line greets, each further one names an extension.
    public init(_ reply: SMTPReply) {
        for line in reply.text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst() {
            let words = line.split(separator: " ")
            guard let first = words.first else { continue }
            read(first.uppercased(), words.dropFirst())
        }
    }

    private mutating func read(_ keyword: String, _ parameters: ArraySlice<Substring>) {
        switch keyword {
        case "SIZE":
            declaresSize = true
            // 0 says that there is no fixed maximum.
            maximumSize = parameters.first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        case "PIPELINING": hasPipelining = true
        case "8BITMIME": has8BitMIME = true
        case "SMTPUTF8": hasSMTPUTF8 = true
        case "ENHANCEDSTATUSCODES": hasEnhancedStatusCodes = true
        case "DSN": hasDeliveryReports = true
        case "STARTTLS": hasStartTLS = true
        case "AUTH": authenticationMechanisms.formUnion(parameters.map { $0.uppercased() })
        case _ where keyword.hasPrefix("AUTH="):
            // From before the standard; some servers still send it beside the right line.
            authenticationMechanisms.insert(String(keyword.dropFirst(5)))
            authenticationMechanisms.formUnion(parameters.map { $0.uppercased() })
            return
        default: break
        }
        if keywords.count < Self.maximumKeywords, Self.isKeyword(keyword) { keywords.append(keyword) }
    }

    /// RFC 5321, section 4.1.1.1: letters, digits and hyphens. No extension has a longer one.
    private static func isKeyword(_ text: String) -> Bool {
        text.utf8.count <= 40
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
