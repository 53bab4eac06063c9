/// Which reports of delivery (DSN) the sender of a mail wants, for all of its recipients.
///
/// It asks servers that announce DSN, and is left out for all others.
///
/// Source: RFC 3461.
public struct DeliveryReports: Hashable, Sendable, Codable {
    /// When a report is wanted.
    public struct Events: OptionSet, Hashable, Sendable, Codable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let success = Events(rawValue: 1)
        public static let failure = Events(rawValue: 2)
        public static let delay = Events(rawValue: 4)
    }

    /// How much of the mail a report of failure returns.
    public enum ReturnedContent: String, Hashable, Sendable, Codable {
        case full, headers
    }

    /// When a report is wanted; empty is `NEVER`.
    public var notify: Events
    /// `nil` leaves it to the server.
    public var returns: ReturnedContent?
    /// An identifier that reports repeat, of at most 100 printable ASCII characters.
    public var envelopeID: String?

    public init(notify: Events, returns: ReturnedContent? = nil, envelopeID: String? = nil) {
        self.notify = notify
        self.returns = returns
        self.envelopeID = envelopeID
    }

    /// Refuses an identifier that no report could repeat.
    func check() throws(MailError) {
        guard let envelopeID else { return }
        guard !envelopeID.isEmpty, envelopeID.utf8.count <= 100, envelopeID.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .invalidHeader(name: "ENVID", reason: "is not up to 100 printable ASCII characters") }
    }
}
