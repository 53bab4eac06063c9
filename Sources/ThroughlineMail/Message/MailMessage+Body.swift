import NIOCore

extension MailMessage {
    /// Writes the MIME fields, the empty line behind all headers, and the body.
    ///
    /// The structure is the one that mail programs agree on: `mixed` of the body and the files, `alternative` of plain text
    /// and HTML, `related` of the HTML and what it shows. RFC 2046, section 5.1, and RFC 2387.
    func writeBody(to writer: inout HeaderWriter) throws(MailError) {
        writer.begin("MIME-Version")
        writer.write(word: "1.0")
        writer.end()

        try checkContentIDs()
        let inlined = html == nil ? [] : attachments.filter { $0.disposition == .inline && $0.contentID != nil }
        let files = html == nil ? attachments : attachments.filter { $0.disposition != .inline || $0.contentID == nil }

        var forms: [BodyPart] = []
        if let text { forms.append(.text(text, subtype: "plain")) }
        if let html {
            let part = BodyPart.text(html, subtype: "html")
            forms.append(inlined.isEmpty ? part : .multipart("related", [part] + inlined.map { .file($0) }))
        }
        forms += alternatives.map { .form($0) }

        var body: [BodyPart] = []
        if forms.count > 1 { body = [.multipart("alternative", forms)] } else { body = forms }
        if body.isEmpty, files.isEmpty { body = [.text("", subtype: "plain")] }
        let root = files.isEmpty ? body[0] : .multipart("mixed", body + files.map { .file($0) })

        let boundary = if case .multipart = root { Boundary.unique() } else { "" }
        var level = 0
        try writer.write(root, boundary: boundary, level: &level)
        writer.endBody()
    }

    /// An id that two parts have would show the one for the other.
    private func checkContentIDs() throws(MailError) {
        var known: Set<String> = []
        for id in [alternatives, attachments].joined().lazy.compactMap(\.contentID) where !known.insert(id).inserted {
            throw .invalidHeader(name: "Content-ID", reason: "is the same of two attachments: \(id.printable)")
        }
    }
}

/// A node of the tree that a mail's body is.
enum BodyPart {
    /// Text in UTF-8.
    case text(String, subtype: String)
    /// The body in another form.
    case form(Attachment)
    case file(Attachment)
    case multipart(String, [BodyPart])

    /// Whether it, or a part of it, is not encoded and has bytes beyond ASCII.
    fileprivate var is8Bit: Bool {
        switch self {
        case .text: return false
        case .multipart(_, let parts): return parts.contains(where: \.is8Bit)
        case .form(let part), .file(let part):
            guard part.contentType.lowercased().hasPrefix("message/") else { return false }
            return part.data.readableBytesView.contains { $0 >= 0x80 }
        }
    }
}

extension HeaderWriter {
    fileprivate mutating func write(_ part: BodyPart, boundary: String, level: inout Int) throws(MailError) {
        switch part {
        case .text(let text, let subtype): write(text: text, subtype: subtype)
        case .form(let form): try write(form, isFile: false)
        case .file(let file): try write(file, isFile: true)
        case .multipart(let subtype, let parts):
            // One random text for all, a number for each: none begins with another.
            let ownBoundary = "\(boundary).\(level)"
            level += 1
            begin("Content-Type")
            write(word: "multipart/\(subtype)")
            // RFC 2387, section 3.1: the type of what the others belong to.
            if subtype == "related" { write(parameter: "type", value: "text/html") }
            write(parameter: "boundary", value: ownBoundary)
            end()
            // What holds 8bit is 8bit itself. RFC 2045, section 6.4.
            if parts.contains(where: \.is8Bit) { write(TransferEncoding.eightBit) }
            end()
            for part in parts {
                writeBody("--\(ownBoundary)\r\n")
                try write(part, boundary: boundary, level: &level)
                writeBody("\r\n")
            }
            writeBody("--\(ownBoundary)--")
        }
    }

    private mutating func write(text: String, subtype: String) {
        var text = text
        text.withUTF8 { bytes in
            let scan = TextScan(bytes)
            let encoding = TransferEncoding(for: scan, byteCount: bytes.count)
            begin("Content-Type")
            write(word: "text/\(subtype)")
            write(parameter: "charset", value: "utf-8")
            end()
            write(encoding)
            end()
            if encoding == .base64, scan.bareLineEnds > 0 {
                // In text, line ends are CRLF before it is encoded. RFC 2045, section 6.8.
                var canonical = ByteBuffer()
                CRLF.write(bytes, bareLineEnds: scan.bareLineEnds, to: &canonical)
                canonical.withUnsafeReadableBytes { writeBody($0.bindMemory(to: UInt8.self), scan, in: encoding) }
            } else {
                writeBody(bytes, scan, in: encoding)
            }
        }
    }

    private mutating func write(_ part: Attachment, isFile: Bool) throws(MailError) {
        let type = try ContentType(part.contentType)
        if let filename = part.filename { try Self.check(filename, of: "filename") }
        guard type.type != "multipart" else {
            throw .invalidContent(reason: "an attachment cannot be \(type.type)/\(type.subtype)")
        }
        try part.data.withUnsafeReadableBytes { raw throws(MailError) in
            let bytes = raw.bindMemory(to: UInt8.self)
            let scan = type.isText ? TextScan(bytes) : TextScan()
            let encoding = try transferEncoding(for: type, scan)

            begin("Content-Type")
            write(word: "\(type.type)/\(type.subtype)")
            for parameter in type.parameters { write(parameter: parameter.name, value: parameter.value) }
            if type.type == "text", type.value(of: "charset") == nil, !scan.isASCII, bytes.isUTF8 {
                write(parameter: "charset", value: "utf-8")
            }
            end()
            write(encoding)
            if isFile {
                begin("Content-Disposition")
                write(word: part.disposition.rawValue)
                if let filename = part.filename, !filename.isEmpty { write(parameter: "filename", value: filename) }
                end()
            }
            if let contentID = part.contentID {
                begin("Content-ID")
                write(word: try MessageID.checked(contentID, header: "Content-ID"))
                end()
            }
            end()
            writeBody(bytes, scan, in: encoding)
        }
    }

    /// Files go as base64, byte by byte as they are. A mail within the mail must not be encoded, by RFC 2046, section 5.2.1.
    private func transferEncoding(for type: ContentType, _ scan: TextScan) throws(MailError) -> TransferEncoding {
        guard type.type == "message", type.subtype != "global" else { return .base64 }
        guard scan.longestLine <= Self.maximumLength, !scan.hasNUL else {
            throw .invalidContent(reason: "an attached message has a line of more than 998 bytes, or a NUL")
        }
        return scan.isASCII ? .sevenBit : .eightBit
    }

    private mutating func write(_ encoding: TransferEncoding) {
        begin("Content-Transfer-Encoding")
        write(word: encoding.rawValue)
        end()
    }
}
