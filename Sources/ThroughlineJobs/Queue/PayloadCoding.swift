import Foundation

/// Jobs and results as JSON. The keys are sorted, so that equal jobs have equal bytes.
package enum PayloadCoding {
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    /// The job of a message: its own properties, or, where it runs with an outcome, that.
    static func decode<J: Job>(_ type: J.Type, from message: Message) throws -> any Job {
        if message.header.isOutcome, let type = type as? any OutcomeJob.Type {
            return type.init(try decode(JobOutcome.self, from: message.payload))
        }
        return try decode(type, from: message.payload)
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}
