extension SMTPReply {
    /// How much of a text is kept for results, in bytes. Each recipient may have one.
    private static let maximumTextLength = 2048

    var isPositive: Bool { (200..<300).contains(code) }

    /// The reply with as much of its text as anybody reads.
    var shortened: SMTPReply {
        guard text.utf8.count > Self.maximumTextLength else { return self }
        let beginning = String(decoding: text.utf8.prefix(Self.maximumTextLength), as: UTF8.self)
        return SMTPReply(code: code, enhancedCode: enhancedCode, text: "\(beginning) …")
    }
}
