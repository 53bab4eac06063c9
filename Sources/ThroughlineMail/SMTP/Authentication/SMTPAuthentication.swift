/// One authentication: what to say first, and what to answer to each challenge.
///
/// Source: RFC 4954, section 4.
protocol SMTPAuthentication: Sendable {
    /// What goes along with `AUTH` itself; `nil` if the server has to speak first.
    mutating func initialResponse() throws(MailError) -> [UInt8]?
    /// The answer to a challenge.
    mutating func response(to challenge: [UInt8]) async throws(MailError) -> [UInt8]
    /// Whether the server's yes may be believed.
    func confirm() throws(MailError)
}

extension SMTPAuthentication {
    func confirm() {}
}

extension MailError {
    static func authentication(_ reason: String) -> MailError {
        .authenticationFailed(reply: nil, reason: reason)
    }
}
