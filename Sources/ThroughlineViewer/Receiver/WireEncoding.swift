import OTLP

/// How the messages of a request and of its answer are written.
enum WireEncoding: String {
    case protobuf = "application/x-protobuf"
    case json = "application/json"

    /// - Parameter contentType: a `Content-Type`; its parameters, a charset say, do not matter.
    init?(contentType: String?) {
        guard let type = contentType?.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false).first
        else { return nil }
        self.init(rawValue: type.trimmingSpace().lowercased())
    }

    func decode<M: Message>(_ type: M.Type, from bytes: [UInt8], limits: DecodingLimits) throws(OTLPError) -> M {
        switch self {
        case .protobuf: try M(protobuf: bytes, limits: limits)
        case .json: try M(json: bytes, limits: limits)
        }
    }

    func encode(_ message: some Message) throws(OTLPError) -> [UInt8] {
        switch self {
        case .protobuf: try message.protobuf()
        case .json: try message.json()
        }
    }
}

extension StringProtocol {
    /// Without the spaces and tabs at both ends: the optional whitespace of RFC 9110, section 5.6.3.
    func trimmingSpace() -> SubSequence {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return start[start.endIndex...] }
        return start[...last]
    }
}
