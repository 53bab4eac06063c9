import ThroughlineMail

/// The mails that are measured, about 1 KB; they are the same in `Python/mails.py`.
enum SampleMail {
    static let body = (10..<23)
        .map { "Line \($0): the quick brown fox jumps over the lazy dog, and does it again.\r\n" }.joined()
    static let envelope = MailEnvelope(sender: "shop@example.com", recipients: ["jane@example.net"])
    static let raw = Array(
        ("From: shop@example.com\r\nTo: jane@example.net\r\nSubject: Your receipt\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: text/plain; charset=us-ascii\r\n\r\n" + body).utf8
    )

    static func composed(_ number: Int) -> MailMessage {
        MailMessage(
            from: "Shop <shop@example.com>",
            to: ["Jane Doe <jane@example.net>"],
            subject: "Your receipt \(number)",
            text: body
        )
    }
}
