import Logging
import OTLP

/// Turns the metadata of a log line into attributes, within limits.
///
/// Numbers and truth values stay what they are. Everything else that is not text, a list or a dictionary is described by its own
/// code, which runs here: on the thread that logs, with no lock held.
struct LogAttributes {
    /// Deeper values are left out: a protobuf reader gives up at a hundred messages inside each other, and each level takes three.
    static let maxDepth = 16
    /// So many values within lists and dictionaries, and no more, are taken over from one log line.
    static let maxNestedValues = 10_000
    /// The key whose value is the name of the event that the line is.
    static let eventNameKey = "event.name"
    /// What stands for a value that must not be seen.
    static let redacted = "REDACTED"
    /// What stands for a value that is too deep within others.
    static let leftOut = "…"

    private let limit: Int
    private let isSensitive: @Sendable (Logger.MetadataValueAttributes) -> Bool
    private var nestedValues = 0
    private(set) var attributes: [KeyValue] = []
    private(set) var droppedCount = 0
    private(set) var eventName = ""

    init(limit: Int, isSensitive: @escaping @Sendable (Logger.MetadataValueAttributes) -> Bool) {
        self.limit = limit
        self.isSensitive = isSensitive
    }

    /// Takes over what is not hidden by a value of the same name elsewhere.
    mutating func add(_ metadata: Logger.Metadata, unless isHidden: (String) -> Bool = { _ in false }) {
        guard !metadata.isEmpty else { return }
        attributes.reserveCapacity(min(attributes.count + metadata.count, limit))
        for (key, value) in metadata where !isHidden(key) {
            if key == Self.eventNameKey {
                if eventName.isEmpty, case .string(let name) = convert(value, depth: 0) { eventName = name }
                continue
            }
            if attributes.count < limit {
                attributes.append(KeyValue(key: key, value: convert(value, depth: 0)))
            } else {
                droppedCount += 1
            }
        }
    }

    /// Adds an attribute of ours, unless the line has one of that name.
    mutating func add(_ key: String, _ value: @autoclosure () -> String) {
        guard !attributes.contains(where: { $0.key == key }) else { return }
        if attributes.count < limit {
            attributes.append(KeyValue(key: key, value: .string(value())))
        } else {
            droppedCount += 1
        }
    }

    private mutating func convert(_ value: Logger.MetadataValue, depth: Int) -> AnyValue {
        switch value {
        case .string(let text):
            return .string(text)
        case .stringConvertible(let described):
            if let number = Self.scalar(described) { return number }
            let attributes = value.attributes
            if attributes != Logger.MetadataValueAttributes(), isSensitive(attributes) { return .string(Self.redacted) }
            return .string(described.description)
        case .array(let values):
            guard depth < Self.maxDepth else { return leaveOut(1) }
            var converted: [AnyValue] = []
            for (index, value) in values.enumerated() {
                guard takeNestedValue() else {
                    _ = leaveOut(values.count - index)
                    break
                }
                converted.append(convert(value, depth: depth + 1))
            }
            return .array(converted)
        case .dictionary(let values):
            guard depth < Self.maxDepth else { return leaveOut(1) }
            var converted: [KeyValue] = []
            var left = values.count
            for (key, value) in values {
                guard takeNestedValue() else {
                    _ = leaveOut(left)
                    break
                }
                left -= 1
                converted.append(KeyValue(key: key, value: convert(value, depth: depth + 1)))
            }
            return .keyValueList(converted)
        }
    }

    private mutating func takeNestedValue() -> Bool {
        nestedValues += 1
        return nestedValues <= Self.maxNestedValues
    }

    private mutating func leaveOut(_ count: Int) -> AnyValue {
        droppedCount += count
        return .string(Self.leftOut)
    }

    /// The value if it is of a type that an attribute can hold as it is.
    private static func scalar(_ value: any CustomStringConvertible & Sendable) -> AnyValue? {
        // Comparing types first spares the casts, which are what costs here.
        let type = Swift.type(of: value as Any)
        if type == Int.self { return (value as? Int).map { .int(Int64($0)) } }
        if type == String.self { return (value as? String).map { .string($0) } }
        if type == Double.self { return (value as? Double).map { .double($0) } }
        if type == Bool.self { return (value as? Bool).map { .bool($0) } }
        if type == Int64.self { return (value as? Int64).map { .int($0) } }
        if type == UInt64.self { return (value as? UInt64).flatMap(Int64.init(exactly:)).map { .int($0) } }
        if type == UInt.self { return (value as? UInt).flatMap(Int64.init(exactly:)).map { .int($0) } }
        if type == Int32.self { return (value as? Int32).map { .int(Int64($0)) } }
        if type == UInt32.self { return (value as? UInt32).map { .int(Int64($0)) } }
        if type == Int16.self { return (value as? Int16).map { .int(Int64($0)) } }
        if type == UInt16.self { return (value as? UInt16).map { .int(Int64($0)) } }
        if type == Int8.self { return (value as? Int8).map { .int(Int64($0)) } }
        if type == UInt8.self { return (value as? UInt8).map { .int(Int64($0)) } }
        if type == Float.self { return (value as? Float).map { .double(Double($0)) } }
        return nil
    }
}
