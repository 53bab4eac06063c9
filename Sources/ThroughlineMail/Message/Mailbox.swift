/// An address with the name of whose it is, such as `Jane Doe <jane@example.com>`.
///
/// ```swift
/// let shop: Mailbox = "The Shop <shop@example.com>"
/// let buyer = Mailbox(name: order.name, address: try EmailAddress(order.email))
/// ```
///
/// Source: RFC 5322, section 3.4.
public struct Mailbox: Hashable, Sendable, Codable {
    /// The name as it is read, whatever characters it has. `nil` and an empty one are the same.
    public var name: String?
    public var address: EmailAddress

    /// A name and an address. The name is checked when the mail is composed.
    public init(name: String? = nil, address: EmailAddress) {
        self.name = name
        self.address = address
    }

    /// Reads `jane@example.com`, `Jane Doe <jane@example.com>` or `"Doe, Jane" <jane@example.com>`.
    /// - Throws: ``MailError/invalidAddress(_:reason:)``.
    public init(_ text: String) throws(MailError) {
        let (name, address) = Self.parts(of: text)
        guard !(name ?? "").unicodeScalars.contains(where: \.isForbiddenInHeaders) else {
            throw .invalidAddress(text, reason: "has a control character in its name")
        }
        do {
            self.address = try EmailAddress(address)
        } catch .invalidAddress(_, let reason) {
            throw .invalidAddress(text, reason: reason)
        }
        self.name = name
    }

    /// What stands before the angle brackets, without its quotes, and what stands in them.
    private static func parts(of text: String) -> (name: String?, address: String) {
        let bytes = text.utf8
        guard bytes.last == UInt8(ascii: ">"), let bracket = openingBracket(in: bytes) else { return (nil, text) }
        let address = String(Substring(bytes[bytes.index(after: bracket)...].dropLast()))
        var name = bytes[..<bracket]
        while name.last == UInt8(ascii: " ") { name.removeLast() }
        while name.first == UInt8(ascii: " ") { name.removeFirst() }
        return (name.isEmpty ? nil : unquoted(name), address)
    }

    private static func openingBracket(in bytes: String.UTF8View) -> String.Index? {
        var isQuoted = false
        var isEscaped = false
        for index in bytes.indices {
            if isEscaped {
                isEscaped = false
            } else if isQuoted, bytes[index] == UInt8(ascii: "\\") {
                isEscaped = true
            } else if bytes[index] == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if !isQuoted, bytes[index] == UInt8(ascii: "<") {
                return index
            }
        }
        return nil
    }

    private static func unquoted(_ name: Substring.UTF8View) -> String {
        guard name.count >= 2, name.first == UInt8(ascii: "\""), name.last == UInt8(ascii: "\"") else {
            return String(Substring(name))
        }
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in name.dropFirst().dropLast() {
            if !isEscaped, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                bytes.append(byte)
                isEscaped = false
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Mailbox: ExpressibleByStringLiteral {
    /// A mailbox in the source text. If it is none, composing the mail throws ``MailError/invalidAddress(_:reason:)``.
    public init(stringLiteral text: String) {
        do {
            try self.init(text)
        } catch {
            let (name, address) = Self.parts(of: text)
            self.init(name: name, address: EmailAddress(stringLiteral: address))
        }
    }
}

extension Mailbox: CustomStringConvertible {
    /// The mailbox for people to read. It is not what stands in a header.
    public var description: String {
        guard let name, !name.isEmpty else { return address.description }
        return "\(name) <\(address)>"
    }
}
