import WireText

/// The list `key=value,key=value` of `OTEL_EXPORTER_OTLP_HEADERS` and `OTEL_RESOURCE_ATTRIBUTES`, in which values are
/// percent-encoded as in W3C Baggage.
///
/// No description of what is wrong with a member shows anything but its key, and its place where it has none.
enum KeyValueList {
    enum Member {
        case pair(key: String, value: String)
        case malformed(String)
    }

    static func members(of text: String, decodingKeys: Bool = false) -> [Member] {
        var members: [Member] = []
        let fields = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        for (index, field) in fields.enumerated() {
            let member = field.trimmingOptionalWhitespace()
            guard !member.isEmpty else { continue }
            guard let equals = member.firstIndex(of: UInt8(ascii: "=")) else {
                members.append(.malformed("has no equals sign in member \(index + 1)"))
                continue
            }
            let rawKey = member[..<equals].trimmingOptionalWhitespace()
            let rawValue = member[member.index(after: equals)...].trimmingOptionalWhitespace()
            let key = decodingKeys ? PercentEncoding.decodeStrictly(rawKey) : String(Substring(rawKey))
            guard let key, !key.isEmpty else {
                members.append(.malformed("has no valid key in member \(index + 1)"))
                continue
            }
            guard let value = PercentEncoding.decodeStrictly(rawValue) else {
                members.append(.malformed("has a malformed percent-encoding in the value of \"\(key.printable())\""))
                continue
            }
            members.append(.pair(key: key, value: value))
        }
        return members
    }
}
