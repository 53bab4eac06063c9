import WireText

/// What the tracing systems along a trace tell each other: the `tracestate` of a span context.
///
/// A list of at most 32 members, each with a key of its own, the most recently changed one first:
///
/// ```swift
/// var state = TraceState(header: "rojo=00f067aa0ba902b7, congo=t61rcWkgMzE") ?? TraceState()
/// state["rojo"]           // "00f067aa0ba902b7"
/// state["congo"] = "new"  // now the first member
/// state.header            // "congo=new,rojo=00f067aa0ba902b7"
/// ```
///
/// A value is always grammatical, and it is held in the form in which it is written out, so that passing a trace
/// state on costs nothing.
///
/// Source: [W3C Trace Context Level 2, section 3.3](https://www.w3.org/TR/trace-context-2/#tracestate-header).
public struct TraceState: Hashable, Sendable {
    /// The members as the `tracestate` header writes them, without white space. Empty if there are no members.
    public private(set) var header: String

    /// A trace state without members.
    public init() {
        self.header = ""
    }

    /// Reads a `tracestate` header.
    ///
    /// White space around members and empty members are dropped. Several headers have to be joined with a comma
    /// beforehand, in their order.
    ///
    /// - Returns: `nil` if a member is malformed, if a key stands twice, if there are more than 32 members, or if the
    ///   header is longer than ``maximumHeaderLength``. The specification asks to discard such a trace state as a whole.
    public init?(header: String) {
        var header = header
        switch header.withUTF8(Self.form(of:)) {
        case .canonical: self.header = header
        case .canonicalized(let canonical): self.header = canonical
        case nil: return nil
        }
    }

    /// The longest header that is read, in bytes. The specification asks for at least 512.
    public static let maximumHeaderLength = 8192

    /// The largest number of members.
    public static let maximumMemberCount = 32

    /// Whether there are no members.
    public var isEmpty: Bool { header.isEmpty }

    /// The members in their order, the most recently changed one first.
    public var members: [(key: String, value: String)] {
        var header = header
        return header.withUTF8 { bytes in
            var members: [(key: String, value: String)] = []
            var reader = MemberReader(bytes)
            while let member = reader.next() {
                let key = String(decoding: bytes[member.key], as: UTF8.self)
                let value = String(decoding: bytes[member.value], as: UTF8.self)
                members.append((key, value))
            }
            return members
        }
    }

    /// The value of a member.
    ///
    /// A changed or new member moves to the front; where there were 32 members before, the last one leaves. `nil`
    /// removes the member. A key or a value that the grammar does not allow changes nothing.
    public subscript(key: String) -> String? {
        get {
            var header = header
            var key = key
            return header.withUTF8 { bytes in
                key.withUTF8 { key in
                    var reader = MemberReader(bytes)
                    while let member = reader.next() {
                        if bytes[member.key].elementsEqual(key) {
                            return String(decoding: bytes[member.value], as: UTF8.self)
                        }
                    }
                    return nil
                }
            }
        }
        set {
            guard Self.isKey(key.utf8), newValue.map({ Self.isValue($0.utf8) }) ?? true else { return }
            var members = self.members.filter { $0.key != key }
            if let newValue {
                members.insert((key, newValue), at: 0)
            }
            self.header = members.prefix(Self.maximumMemberCount).map { "\($0.key)=\($0.value)" }
                .joined(separator: ",")
        }
    }
}

extension TraceState: CustomStringConvertible {
    public var description: String { header }
}

// MARK: - Grammar

extension TraceState {
    /// Where a member stands in the bytes of a header.
    private struct Member {
        var key: Range<Int>
        var value: Range<Int>
    }

    /// Walks over the members of a header in canonical form.
    private struct MemberReader {
        private let bytes: UnsafeBufferPointer<UInt8>
        private var position = 0

        init(_ bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
        }

        mutating func next() -> Member? {
            guard position < bytes.count else { return nil }
            let rest = bytes[position...]
            let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.endIndex
            let equals = rest[..<end].firstIndex(of: UInt8(ascii: "=")) ?? end
            position = end + 1
            return Member(key: rest.startIndex..<equals, value: min(equals + 1, end)..<end)
        }
    }

    private enum Form {
        case canonical
        case canonicalized(String)
    }

    /// Checks a header, and rewrites it only if it is not in canonical form already.
    private static func form(of bytes: UnsafeBufferPointer<UInt8>) -> Form? {
        guard bytes.count <= Self.maximumHeaderLength else { return nil }
        var members: [Member] = []
        var canonicalLength = -1
        for field in bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let member = field.trimmingOptionalWhitespace()
            guard !member.isEmpty else { continue }
            guard let equals = member.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let (key, value) = (member[..<equals], member[(equals + 1)...])
            guard Self.isKey(key), Self.isValue(value) else { return nil }
            guard members.count < Self.maximumMemberCount,
                !members.contains(where: { bytes[$0.key].elementsEqual(key) })
            else { return nil }
            members.append(Member(key: key.indices, value: value.indices))
            canonicalLength += 1 + member.count
        }
        if canonicalLength == bytes.count || bytes.isEmpty {
            return .canonical
        }
        let rewritten = members.map { bytes[$0.key.lowerBound..<$0.value.upperBound] }.joined(separator: [
            UInt8(ascii: ",")
        ])
        return .canonicalized(String(decoding: Array(rewritten), as: UTF8.self))
    }

    /// `key = ( lcalpha / DIGIT ) 0*255 ( keychar )`, or `tenant-id "@" system-id`.
    ///
    /// Level 2 lets an at sign stand anywhere. Level 1, which is what others speak, and the test suite of both want it once at
    /// most, behind a tenant of at most 241 characters and before a system of at most 14, which begins with a letter.
    private static func isKey(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, first.isLowercaseLetter || first.isDigit, bytes.count <= 256 else {
            return false
        }
        guard let at = bytes.firstIndex(of: UInt8(ascii: "@")) else { return bytes.allSatisfy(Self.isKeyCharacter) }
        let (tenant, system) = (bytes[..<at], bytes[at...].dropFirst())
        guard tenant.count <= 241, system.count <= 14, system.first?.isLowercaseLetter == true else { return false }
        return tenant.allSatisfy(Self.isKeyCharacter) && system.allSatisfy(Self.isKeyCharacter)
    }

    private static func isKeyCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"): true
        default: byte.isLowercaseLetter || byte.isDigit
        }
    }

    /// `value = 0*255(chr) nblk-chr`, where `chr` is printable ASCII without comma and equals sign.
    private static func isValue(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard let last = bytes.last, last != UInt8(ascii: " "), bytes.count <= 256 else { return false }
        return bytes.allSatisfy { byte in
            (0x20...0x7e).contains(byte) && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "=")
        }
    }
}
