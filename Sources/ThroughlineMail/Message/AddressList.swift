/// The addresses of a header such as `To`, as mail programs write it: names, quotes, comments, groups, routes.
///
/// What can be read in two ways is refused rather than sent to somebody: a comma that is missing, a bracket that does not end.
///
/// Source: RFC 5322, sections 3.4 and 4.4.
struct AddressList {
    private let value: [UInt8]
    private var rest: ArraySlice<UInt8>
    /// The words in front of an address in angle brackets, or an address without them.
    private var words = Words()
    /// The address in angle brackets.
    private var address: EmailAddress?
    private var addresses: [EmailAddress] = []

    /// Reads the value of a header whose folds are taken out.
    /// - Throws: ``MailError/invalidAddress(_:reason:)``.
    static func addresses(in value: [UInt8]) throws(MailError) -> [EmailAddress] {
        var list = AddressList(value)
        do {
            try list.read()
        } catch {
            throw .invalidAddress(String(decoding: value, as: UTF8.self), reason: error.reason)
        }
        return list.addresses
    }

    private init(_ value: [UInt8]) {
        self.value = value
        rest = value[...]
    }

    private mutating func read() throws(InvalidAddress) {
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                rest.removeFirst()
                try finish()
            case UInt8(ascii: "<"):
                guard address == nil else { throw InvalidAddress("is followed by another one without a comma") }
                rest.removeFirst()
                address = try angleAddress()
                words = Words()
            case UInt8(ascii: ":"):  // behind the name of a group
                guard address == nil, !words.hasAt else { throw InvalidAddress("is followed by a colon") }
                rest.removeFirst()
                words = Words()
            default:
                words.append(try nextWord(delimiters: ",;<:"))
                guard address == nil || words.isEmpty else {
                    throw InvalidAddress("is followed by something else without a comma")
                }
            }
        }
        try finish()
    }

    private mutating func finish() throws(InvalidAddress) {
        if let address {
            addresses.append(address)
        } else if !words.isEmpty {
            addresses.append(try words.address())
        }
        address = nil
        words = Words()
    }

    /// What stands between angle brackets, without a route in front of it.
    private mutating func angleAddress() throws(InvalidAddress) -> EmailAddress {
        var words = Words()
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: ">"):
                rest.removeFirst()
                return try words.address()
            case UInt8(ascii: ":"), UInt8(ascii: ","):  // of a route, such as @a.example,@b.example:
                guard words.isRoute else { throw InvalidAddress("has a character that no address has") }
                rest.removeFirst()
                words = Words()
            default: words.append(try nextWord(delimiters: ">:,"))
            }
        }
        throw InvalidAddress("has an angle bracket that does not end")
    }

    /// Reads a quoted string, an address literal, or what stands up to one of them; `nil` for white space or a comment.
    private mutating func nextWord(delimiters: StaticString) throws(InvalidAddress) -> ArraySlice<UInt8>? {
        switch rest.first {
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            rest.removeFirst()
            return nil
        case UInt8(ascii: "("):
            try skipComment()
            return nil
        case UInt8(ascii: "\""): return try delimited(by: UInt8(ascii: "\""))
        case UInt8(ascii: "["): return try delimited(by: UInt8(ascii: "]"))
        default:
            let ends = UnsafeBufferPointer(start: delimiters.utf8Start, count: delimiters.utf8CodeUnitCount)
            let word = rest.prefix { !ends.contains($0) && !" \t(\"[".utf8.contains($0) }
            rest = rest[word.endIndex...]
            return word
        }
    }

    /// A quoted string or an address literal, with what it stands between.
    private mutating func delimited(by end: UInt8) throws(InvalidAddress) -> ArraySlice<UInt8> {
        let start = rest.startIndex
        rest.removeFirst()
        while let byte = rest.popFirst() {
            if byte == end { return value[start..<rest.startIndex] }
            if byte == UInt8(ascii: "\\") { _ = rest.popFirst() }
        }
        throw InvalidAddress("has quotes or brackets that do not end")
    }

    private mutating func skipComment() throws(InvalidAddress) {
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
        throw InvalidAddress("has a comment that does not end")
    }
}

/// Words of an address list, of which it is not known yet whether they are an address or a name.
private struct Words {
    private var bytes: [UInt8] = []
    /// Whether there is white space or a comment behind the last one.
    private var hasGap = false
    /// Whether two of them are separated by nothing but white space, as in a name and in no address.
    private var areSeveral = false
    /// Whether an `@` is among them, outside of quotes.
    private(set) var hasAt = false

    var isEmpty: Bool { bytes.isEmpty }
    /// Whether they are the beginning of a route. RFC 5322, section 4.4.
    var isRoute: Bool { bytes.first == UInt8(ascii: "@") || bytes.isEmpty }

    /// - Parameter word: A word; `nil` is white space.
    mutating func append(_ word: ArraySlice<UInt8>?) {
        guard let word, let first = word.first else { return hasGap = true }
        if hasGap, let last = bytes.last, !last.isJoint, !first.isJoint { areSeveral = true }
        if first != UInt8(ascii: "\""), word.contains(UInt8(ascii: "@")) { hasAt = true }
        bytes += word
        hasGap = false
    }

    func address() throws(InvalidAddress) -> EmailAddress {
        guard !areSeveral else { throw InvalidAddress("has words that no comma separates") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw InvalidAddress("is not UTF-8") }
        return try EmailAddress(parsing: text)
    }
}

extension UInt8 {
    /// Whether white space beside it does not separate: `jane . doe @ example . com` is one address.
    fileprivate var isJoint: Bool { self == UInt8(ascii: ".") || self == UInt8(ascii: "@") }
}
