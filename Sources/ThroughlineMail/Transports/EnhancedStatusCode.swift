/// A status code of three numbers, such as `5.1.1`, "bad destination mailbox address".
///
/// Source: RFC 3463.
public struct EnhancedStatusCode: Hashable, Sendable, CustomStringConvertible {
    /// 2, success; 4, a passing failure; 5, a lasting failure.
    public let status: Int
    public let subject: Int
    public let detail: Int

    public init(_ status: Int, _ subject: Int, _ detail: Int) {
        self.status = status
        self.subject = subject
        self.detail = detail
    }

    public var description: String { "\(status).\(subject).\(detail)" }
}
