/// The mailboxes of a header such as `To`, as mail programs write it: names, quotes, comments, groups.
///
/// Source: RFC 5322, sections 3.4 and 4.4.
struct AddressList {
    private var rest: ArraySlice<UInt8>
    /// The words in front of the address.
    private var words: [String] = []
    /// The same as it stands there, for an address without angle brackets.
    private var bare: [UInt8] = []
    private var address: [UInt8]?
    private var mailboxes: [Mailbox] = []

    /// Reads the value of a header whose folds are taken out.
    /// - Throws: ``MailError/invalidAddress(_:reason:)``.
    static func mailboxes(in value: [UInt8]) throws(MailError) -> [Mailbox] {
        var list = AddressList(rest: value[...])
        try list.read()
        return list.mailboxes
    }

    private init(rest: ArraySlice<UInt8>) {
        self.rest = rest
    }

    private mutating func read() throws(MailError) {
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): rest.removeFirst()
            case UInt8(ascii: "("): skipComment()
            case UInt8(ascii: "\""):
                let (text, raw) = quotedString()
                words.append(text)
                bare += raw
            case UInt8(ascii: "<"): address = angleAddress()
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                rest.removeFirst()
                try finish()
            case UInt8(ascii: ":"):  // behind the name of a group
                rest.removeFirst()
                words = []
                bare = []
            default:
                let word = rest.prefix { !" \t(\"<,;:".utf8.contains($0) }
                rest = rest[word.endIndex...]
                words.append(String(decoding: word, as: UTF8.self))
                bare += word
            }
        }
        try finish()
    }

    private mutating func finish() throws(MailError) {
        defer { (words, bare, address) = ([], [], nil) }
        if let address {
            let name = HeaderText.decoded(words.joined(separator: " "))
            mailboxes.append(
                Mailbox(
                    name: name.isEmpty ? nil : name,
                    address: try EmailAddress(String(decoding: address, as: UTF8.self))
                )
            )
        } else if !bare.isEmpty {
            mailboxes.append(Mailbox(address: try EmailAddress(String(decoding: bare, as: UTF8.self))))
        }
    }

    /// What stands between angle brackets, without a route in front of it.
    private mutating func angleAddress() -> [UInt8] {
        rest.removeFirst()
        var address: [UInt8] = []
        while let byte = rest.first, byte != UInt8(ascii: ">") {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): rest.removeFirst()
            case UInt8(ascii: "("): skipComment()
            case UInt8(ascii: "\""): address += quotedString().raw
            case UInt8(ascii: ":") where address.first == UInt8(ascii: "@"):
                rest.removeFirst()
                address = []
            default:
                address.append(byte)
                rest.removeFirst()
            }
        }
        if !rest.isEmpty { rest.removeFirst() }
        return address
    }

    private mutating func quotedString() -> (text: String, raw: [UInt8]) {
        var text: [UInt8] = []
        var raw = [rest.removeFirst()]
        while let byte = rest.popFirst() {
            raw.append(byte)
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
                raw.append(escaped)
                text.append(escaped)
            } else {
                text.append(byte)
            }
        }
        return (String(decoding: text, as: UTF8.self), raw)
    }

    private mutating func skipComment() {
        var depth = 0
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "\\"): _ = rest.popFirst()
            default: break
            }
            if depth == 0 { return }
        }
    }
}
