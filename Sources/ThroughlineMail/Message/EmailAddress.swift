import WireText

/// The address of a mailbox, such as `jane@example.com`: a local part, and a domain.
///
/// ```swift
/// let address = try EmailAddress(order.email)
/// ```
///
/// A domain beyond ASCII, such as `bücher.example`, is turned into its ASCII form; a local part beyond ASCII stays, and needs
/// a server with SMTPUTF8. Local parts are told apart by case, domains are not.
///
/// Source: RFC 5321, section 4.1.2, and RFC 6531 for what is not ASCII.
public struct EmailAddress: Sendable {
    /// What stands before the last `@`, with the quotes that it may need.
    public let localPart: String
    /// The domain as it was given.
    public let domain: String
    /// The domain in ASCII, as the wire has it.
    public let asciiDomain: String
    /// What is wrong with a literal in the source text, which cannot throw. It is thrown when the mail is composed.
    let problem: String?

    /// Reads an address.
    /// - Throws: ``MailError/invalidAddress(_:reason:)``.
    public init(_ text: String) throws(MailError) {
        do {
            try self.init(parsing: text)
        } catch {
            throw .invalidAddress(text, reason: error.reason)
        }
    }

    init(parsing text: String) throws(InvalidAddress) {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { throw InvalidAddress("has no @") }
        let localPart = String(Substring(text.utf8[..<at]))
        let domain = String(Substring(text.utf8[text.utf8.index(after: at)...]))
        try Self.checkLocalPart(localPart)
        let ascii = try DomainName.ascii(domain)
        // RFC 5321, section 4.5.3.1.3: a path, which has two angle brackets more, has at most 256.
        guard localPart.utf8.count + ascii.utf8.count < 254 else { throw InvalidAddress("has more than 254 bytes") }
        self.localPart = localPart
        self.domain = domain
        asciiDomain = ascii
        problem = nil
    }

    private init(invalid text: String, problem: String) {
        localPart = text
        domain = ""
        asciiDomain = ""
        self.problem = problem
    }

    /// The address as it stands in an SMTP command and in a header: the domain is in its ASCII form.
    public var wireForm: String { "\(localPart)@\(asciiDomain)" }

    /// Whether the local part is not ASCII, so that only servers with SMTPUTF8 can take it.
    public var needsSMTPUTF8: Bool { localPart.utf8.contains { $0 >= 0x80 } }

    /// Throws what is wrong with a literal.
    func check() throws(MailError) {
        if let problem { throw .invalidAddress(description, reason: problem) }
    }

    /// RFC 5321, section 4.1.2: a dot-string or a quoted string; of at most 64 bytes by section 4.5.3.1.1.
    private static func checkLocalPart(_ text: String) throws(InvalidAddress) {
        let bytes = text.utf8
        guard !bytes.isEmpty else { throw InvalidAddress("has nothing before the @") }
        guard bytes.count <= 64 else { throw InvalidAddress("has more than 64 bytes before the @") }
        if bytes.contains(where: { $0 >= 0x80 }) {
            for scalar in text.unicodeScalars where !scalar.isASCII {
                guard !scalar.isForbiddenInHeaders, !scalar.isBidiOverride, !scalar.properties.isWhitespace
                else {
                    throw InvalidAddress("has a character before the @ that no address has")
                }
            }
        }
        if bytes.first == UInt8(ascii: "\"") {
            try checkQuotedString(bytes)
        } else {
            var last = UInt8(ascii: ".")
            for byte in bytes {
                guard ByteSet.atom.contains(byte) || byte == UInt8(ascii: ".") || byte >= 0x80 else {
                    throw InvalidAddress("has a character before the @ that no address has without quotes")
                }
                guard byte != UInt8(ascii: ".") || last != byte else { throw InvalidAddress("has a dot too many") }
                last = byte
            }
            guard last != UInt8(ascii: ".") else { throw InvalidAddress("has a dot too many") }
        }
    }

    private static func checkQuotedString(_ bytes: String.UTF8View) throws(InvalidAddress) {
        guard bytes.count > 2, bytes.last == UInt8(ascii: "\"") else {
            throw InvalidAddress("has quotes that do not end")
        }
        var isEscaped = false
        for byte in bytes.dropFirst().dropLast() {
            guard !byte.isControl else { throw InvalidAddress("has a control character") }
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                guard byte != UInt8(ascii: "\"") else { throw InvalidAddress("has quotes within quotes") }
            }
        }
        guard !isEscaped else { throw InvalidAddress("has quotes that do not end") }
    }
}

extension EmailAddress: ExpressibleByStringLiteral {
    /// An address in the source text. If it is none, composing the mail throws ``MailError/invalidAddress(_:reason:)``.
    public init(stringLiteral text: String) {
        do {
            try self.init(parsing: text)
        } catch {
            self.init(invalid: text, problem: error.reason)
        }
    }
}

extension EmailAddress: Hashable {
    public static func == (left: EmailAddress, right: EmailAddress) -> Bool {
        // As bytes: two local parts that only look the same are two mailboxes.
        left.localPart.utf8.elementsEqual(right.localPart.utf8)
            && left.asciiDomain.utf8.elementsEqual(right.asciiDomain.utf8) {
                $0.lowercasedLetter == $1.lowercasedLetter
            }
            && left.problem == right.problem
    }

    public func hash(into hasher: inout Hasher) {
        for byte in localPart.utf8 { hasher.combine(byte) }
        for byte in asciiDomain.utf8 { hasher.combine(byte.lowercasedLetter) }
    }
}

extension EmailAddress: Codable {
    /// Reads an address from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            self = try EmailAddress(container.decode(String.self))
        } catch let error as MailError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }

    /// Writes the address as a text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension EmailAddress: CustomStringConvertible {
    public var description: String { problem == nil ? "\(localPart)@\(domain)" : localPart }
}
