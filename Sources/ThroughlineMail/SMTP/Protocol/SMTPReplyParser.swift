import NIOCore

/// Takes an SMTP server's bytes apart into replies, in whatever pieces they arrive.
///
/// A server cannot make it grow: a line, the lines of a reply and a reply as a whole have limits. What is no reply is a
/// ``MailError/protocolViolation(reason:)``, after which the connection is of no use.
///
/// Source: RFC 5321, sections 4.2 and 4.5.3.1.5.
struct SMTPReplyParser {
    /// Eight times what a server may send.
    static let maximumLineLength = 4096
    static let maximumLines = 128
    static let maximumReplyLength = 64 * 1024

    private var bytes = ByteBuffer()
    /// The reply of which the last line has not come yet.
    private var unfinished: UnfinishedReply?

    /// Whether nothing is left of what was taken in.
    var isEmpty: Bool { bytes.readableBytes == 0 && unfinished == nil }

    /// Takes bytes in. What is whole has to be taken out with ``next()`` before more is taken in.
    mutating func append(_ buffer: ByteBuffer) {
        if bytes.readableBytes == 0 {
            bytes = buffer
        } else {
            var buffer = buffer
            // A server that always sends the beginning of its next reply ahead would make it grow.
            bytes.discardReadBytes()
            bytes.writeBuffer(&buffer)
        }
    }

    /// The next whole reply; `nil` if more bytes are needed.
    mutating func next() throws(MailError) -> SMTPReply? {
        while let bytes = try nextLine() {
            let line = try ReplyLine(bytes)
            if unfinished == nil {
                unfinished = UnfinishedReply(line)
            } else {
                try unfinished?.append(line)
            }
            if line.isLast, let reply = unfinished {
                unfinished = nil
                return SMTPReply(code: reply.code, enhancedCode: reply.enhancedCode, text: reply.text)
            }
        }
        return nil
    }

    /// The next line without its end. A line feed alone ends a line too: some servers send that, and it means nothing else.
    private mutating func nextLine() throws(MailError) -> ByteBufferView? {
        let view = bytes.readableBytesView
        let end = view.firstIndex(of: UInt8(ascii: "\n"))
        guard (end ?? view.endIndex) - view.startIndex <= Self.maximumLineLength else {
            throw .protocolViolation(reason: "a line of a reply is too long")
        }
        guard let end else { return nil }
        bytes.moveReaderIndex(to: end + 1)
        let line = view[view.startIndex..<end]
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
}

/// One line of a reply: `250-SIZE 1000000`.
private struct ReplyLine {
    let code: Int
    let isLast: Bool
    let rest: ByteBufferView

    init(_ line: ByteBufferView) throws(MailError) {
        let start = line.startIndex
        guard line.count >= 3,
            let first = line[start].digit, (2...5).contains(first),
            let second = line[start + 1].digit,
            let third = line[start + 2].digit
        else { throw .protocolViolation(reason: "the server sent what is no reply") }
        code = first * 100 + second * 10 + third
        rest = line.dropFirst(4)
        // RFC 5321, section 4.2: a code without a text, and without the space before it, is a reply too.
        switch line.count > 3 ? line[start + 3] : UInt8(ascii: " ") {
        case UInt8(ascii: " "): isLast = true
        case UInt8(ascii: "-"): isLast = false
        default: throw .protocolViolation(reason: "the server sent what is no reply")
        }
    }
}

private struct UnfinishedReply {
    let code: Int
    let enhancedCode: EnhancedStatusCode?
    private(set) var text: String
    private var lines = 1
    private var length: Int

    init(_ line: ReplyLine) {
        code = line.code
        let (enhancedCode, text) = EnhancedStatusCode.split(line.rest, of: code)
        self.enhancedCode = enhancedCode
        self.text = String(printable: text)
        length = line.rest.count
    }

    mutating func append(_ line: ReplyLine) throws(MailError) {
        guard line.code == code else {
            throw .protocolViolation(reason: "a reply began with \(code) and went on with \(line.code)")
        }
        lines += 1
        length += line.rest.count
        guard lines <= SMTPReplyParser.maximumLines, length <= SMTPReplyParser.maximumReplyLength else {
            throw .protocolViolation(reason: "a reply is too long")
        }
        // RFC 2034, section 4: the code stands on every line.
        let (again, text) = EnhancedStatusCode.split(line.rest, of: code)
        self.text += "\n"
        self.text += String(printable: again == enhancedCode ? text : line.rest)
    }
}

extension EnhancedStatusCode {
    /// Takes the status code off the beginning of a line's text. It has to agree with the reply's own code, else it is text.
    ///
    /// Source: RFC 2034, section 4, and RFC 3463, section 2.
    fileprivate static func split(_ line: ByteBufferView, of code: Int) -> (EnhancedStatusCode?, rest: ByteBufferView) {
        guard let first = line.first?.digit, first == code / 100, first != 3 else { return (nil, line) }
        var numbers: (Int, Int) = (0, 0)
        var index = line.startIndex + 1
        for isSubject in [true, false] {
            guard index < line.endIndex, line[index] == UInt8(ascii: ".") else { return (nil, line) }
            let start = index + 1
            var number = 0
            index = start
            while index < line.endIndex, let digit = line[index].digit, index - start < 3 {
                number = number * 10 + digit
                index += 1
            }
            guard index > start else { return (nil, line) }
            if isSubject { numbers.0 = number } else { numbers.1 = number }
        }
        if index < line.endIndex {
            guard line[index] == UInt8(ascii: " ") else { return (nil, line) }
            index += 1
        }
        return (EnhancedStatusCode(first, numbers.0, numbers.1), line[index...])
    }
}

extension UInt8 {
    /// The value of an ASCII digit.
    fileprivate var digit: Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) ? Int(self) - 48 : nil
    }
}

extension String {
    /// What a server said, with a space for whatever steers a terminal or begins a line: it may end up in one, or in a log.
    fileprivate init(printable bytes: ByteBufferView) {
        self.init(decoding: bytes, as: UTF8.self)
        guard !bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), unicodeScalars.contains(where: \.steersText) else {
            return
        }
        self = String(String.UnicodeScalarView(unicodeScalars.map { $0.steersText ? " " : $0 }))
    }
}

extension Unicode.Scalar {
    /// Whether it is a control character, of the first or the second set, ends a line, or turns the direction of the text.
    fileprivate var steersText: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: properties.isBidiControl
        }
    }
}
