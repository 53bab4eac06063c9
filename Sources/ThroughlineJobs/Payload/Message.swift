import Foundation

/// A job as it is stored: what is known about it in the open, and its payload.
package struct Message: Hashable, Sendable {
    var header: Header
    /// The job's properties, as JSON.
    var payload: [UInt8]
    /// The links of the chain that come after this one.
    var rest: [ChainLink] = []

    package struct Header: Hashable, Sendable {
        package var id: JobID
        /// The job type's registered name.
        package var type: String
        package var queue: String
        package var name: String?
        package var group: String?
        /// What the trace goes on by, as the tracing backend's propagators wrote it.
        package var carrier: [String: String] = [:]
        /// What goes along beside the payload.
        package var metadata: [String: String] = [:]
        var timeout: Duration?
        var retry = RetryPolicy.standard
        var ackFailure = false
        /// Whether what the job returns is to be kept.
        var keepsResult = false
        /// Whether its result counts for equal jobs.
        var isCached = false
        /// The type of the job that runs with the outcome, and that job's queue.
        var hook: String?
        var hookQueue: String?
        /// Whether the payload is an outcome, that the job is made from.
        var isOutcome = false
        var iterationCount = 0
        var chainLength = 0
        /// From 1.
        var chainPosition = 0
        /// When the job was meant to run, in microseconds since 1970; 0 where that is when it was enqueued.
        var intended: Int64 = 0
        /// What it is run in order by.
        var orderingKey: String?
    }
}

/// A job that is to be enqueued when the one before it has succeeded.
struct ChainLink: Hashable, Sendable {
    var header: Message.Header
    var payload: [UInt8]
    var priority: Int
    var keep: Duration?
    var start: JobStart?
}

extension Message.Header {
    var encoded: [UInt8] {
        var writer = FieldWriter()
        writer.write(1, id.bytes)
        writer.write(2, type)
        writer.write(3, queue)
        writer.write(4, name)
        writer.write(5, group)
        writer.write(6, carrier)
        writer.write(7, present: timeout?.wholeMicroseconds)
        if retry != .standard {
            var policy = FieldWriter()
            policy.write(1, Int64(clamping: retry.limit))
            policy.write(2, retry.firstDelay.wholeMicroseconds)
            policy.write(3, Int64(bitPattern: retry.factor.bitPattern))
            policy.write(4, retry.longestDelay.wholeMicroseconds)
            policy.write(5, Int64(bitPattern: retry.jitter.bitPattern))
            writer.write(8, policy.bytes)
        }
        writer.write(9, (ackFailure ? 1 : 0) | (keepsResult ? 2 : 0) | (isCached ? 4 : 0) | (isOutcome ? 8 : 0))
        writer.write(10, hook)
        writer.write(11, Int64(iterationCount))
        writer.write(12, Int64(chainLength))
        writer.write(13, Int64(chainPosition))
        writer.write(14, intended)
        writer.write(15, hookQueue)
        writer.write(16, metadata)
        writer.write(17, orderingKey)
        return writer.bytes
    }

    init(_ bytes: ArraySlice<UInt8>) throws(MessageError) {
        var id: JobID?
        self.init(id: JobID(high: 0, low: 0), type: "", queue: "")
        var reader = FieldReader(bytes)
        while let (field, value) = try reader.next() {
            switch field {
            case 1: id = JobID(bytes: value)
            case 2: type = value.text
            case 3: queue = value.text
            case 4: name = value.text
            case 5: group = value.text
            case 6:
                let (key, value) = try Self.pair(value)
                carrier[key] = value
            case 7: timeout = .microseconds(value.number)
            case 8: retry = try Self.policy(value)
            case 9:
                ackFailure = value.number & 1 != 0
                keepsResult = value.number & 2 != 0
                isCached = value.number & 4 != 0
                isOutcome = value.number & 8 != 0
            case 10: hook = value.text
            case 11: iterationCount = Int(clamping: value.number)
            case 12: chainLength = Int(clamping: value.number)
            case 13: chainPosition = Int(clamping: value.number)
            case 14: intended = value.number
            case 15: hookQueue = value.text
            case 16:
                let (key, value) = try Self.pair(value)
                metadata[key] = value
            case 17: orderingKey = value.text
            default: break
            }
        }
        guard let id else { throw .malformed }
        self.id = id
    }

    private static func pair(_ bytes: ArraySlice<UInt8>) throws(MessageError) -> (String, String) {
        var pair = ("", "")
        var reader = FieldReader(bytes)
        while let (field, value) = try reader.next() {
            switch field {
            case 1: pair.0 = value.text
            case 2: pair.1 = value.text
            default: break
            }
        }
        return pair
    }

    private static func policy(_ bytes: ArraySlice<UInt8>) throws(MessageError) -> RetryPolicy {
        var policy = RetryPolicy(limit: 0, firstDelay: .zero, factor: 0, longestDelay: .zero, jitter: 0)
        var reader = FieldReader(bytes)
        while let (field, value) = try reader.next() {
            switch field {
            case 1: policy.limit = Int(clamping: value.number)
            case 2: policy.firstDelay = .microseconds(value.number)
            case 3: policy.factor = Double(bitPattern: UInt64(bitPattern: value.number))
            case 4: policy.longestDelay = .microseconds(value.number)
            case 5: policy.jitter = Double(bitPattern: UInt64(bitPattern: value.number))
            default: break
            }
        }
        return policy
    }
}

// What may be secret: the payload, and the payloads of the links to come.
extension Message {
    var body: [UInt8] {
        var writer = FieldWriter()
        writer.write(1, payload)
        for link in rest { writer.write(2, link.encoded) }
        return writer.bytes
    }

    init(header: Header, body: ArraySlice<UInt8>) throws(MessageError) {
        self.init(header: header, payload: [])
        var reader = FieldReader(body)
        while let (field, value) = try reader.next() {
            switch field {
            case 1: payload = [UInt8](value)
            case 2: rest.append(try ChainLink(value))
            default: break
            }
        }
    }
}

extension ChainLink {
    var encoded: [UInt8] {
        var writer = FieldWriter()
        writer.write(1, header.encoded)
        writer.write(2, payload)
        writer.write(3, Int64(priority))
        writer.write(4, present: keep?.wholeMicroseconds)
        switch start {
        case nil, .now: break
        case .after(let delay): writer.write(5, present: delay.wholeMicroseconds)
        case .at(let date): writer.write(6, present: Timestamp(date).microseconds)
        }
        return writer.bytes
    }

    init(_ bytes: ArraySlice<UInt8>) throws(MessageError) {
        var header: Message.Header?
        self.init(header: Message.Header(id: JobID(high: 0, low: 0), type: "", queue: ""), payload: [], priority: 0)
        var reader = FieldReader(bytes)
        while let (field, value) = try reader.next() {
            switch field {
            case 1: header = try Message.Header(value)
            case 2: payload = [UInt8](value)
            case 3: priority = Int(clamping: value.number)
            case 4: keep = .microseconds(value.number)
            case 5: start = .after(.microseconds(value.number))
            case 6: start = .at(Timestamp(microseconds: value.number).date)
            default: break
            }
        }
        guard let header else { throw .malformed }
        self.header = header
    }
}
