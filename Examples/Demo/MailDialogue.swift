import NIOCore

/// One connection's conversation in SMTP (RFC 5321), as far as a server that takes everything has to know it.
struct MailDialogue {
    static let greeting = "220 sink ready\r\n"

    /// Whether the client has said goodbye.
    private(set) var isOver = false
    private var input = ByteBuffer()
    private var mails: [ReceivedMail] = []
    /// The lines of the mail that is being sent; `nil` between mails.
    private var mail: [String]?

    /// The mails that have arrived since this was last asked.
    mutating func takeMails() -> [ReceivedMail] {
        defer { mails = [] }
        return mails
    }

    /// - Returns: What to answer to these bytes and to those before them; several answers to a client that does not wait for
    ///   each, and none in the middle of a line or a mail.
    /// - Throws: ``TooMuch`` when a mail does not end.
    mutating func answers(to bytes: ByteBuffer) throws -> String {
        input.writeImmutableBuffer(bytes)
        var answers = ""
        while let length = input.readableBytesView.firstIndex(of: UInt8(ascii: "\n")).map({ $0 - input.readerIndex }),
            let line = input.readString(length: length + 1)
        {
            answers += answer(to: String(line.dropLast()))
        }
        guard input.readableBytes < Self.limit, mail?.count ?? 0 < Self.limit else { throw TooMuch() }
        input.discardReadBytes()
        return answers
    }

    private mutating func answer(to line: String) -> String {
        if mail != nil {
            guard line == "." else {
                mail?.append(line.hasPrefix(".") ? String(line.dropFirst()) : line)
                return ""
            }
            mails.append(ReceivedMail(lines: mail ?? []))
            mail = nil
            return "250 2.0.0 taken\r\n"
        }
        switch line.prefix(4).uppercased() {
        case "EHLO": return "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n"
        case "DATA":
            mail = []
            return "354 go on\r\n"
        case "QUIT":
            isOver = true
            return "221 2.0.0 goodbye\r\n"
        case "HELO", "MAIL", "RCPT", "RSET", "NOOP": return "250 2.0.0 ok\r\n"
        default: return "500 5.5.1 not understood\r\n"
        }
    }

    /// Bytes of a line, lines of a mail.
    private static let limit = 1 << 16

    struct TooMuch: Error {}
}
