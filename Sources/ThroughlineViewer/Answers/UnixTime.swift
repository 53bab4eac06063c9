/// A time as the viewer's API has it: nanoseconds since 1970-01-01T00:00:00Z.
///
/// In JSON it is a string of decimal digits: a browser's numbers do not hold all of them.
public struct UnixTime: Hashable, Sendable {
    public var nanoseconds: UInt64

    public init(_ nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }
}

extension UnixTime: Comparable {
    public static func < (left: UnixTime, right: UnixTime) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension UnixTime: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let nanoseconds = UInt64(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a number of nanoseconds")
        }
        self.init(nanoseconds)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(nanoseconds))
    }
}
