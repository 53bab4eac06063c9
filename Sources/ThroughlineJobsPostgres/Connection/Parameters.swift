import ThroughlineJobs

/// The values of one statement, in PostgreSQL's binary form, ready for the wire.
struct Parameters: Sendable {
    /// All values, one after the other.
    private(set) var bytes: [UInt8] = []
    /// Where each lies; `nil` for NULL.
    private(set) var places: [Range<Int>?] = []

    var count: Int { places.count }

    mutating func reserveCapacity(_ count: Int) { bytes.reserveCapacity(count) }

    // MARK: One value

    mutating func append(_ value: Bool?) { add(value) { $0.write($1) } }
    mutating func append(_ value: Int16?) { add(value) { $0.write($1) } }
    mutating func append(_ value: Int32?) { add(value) { $0.write($1) } }
    mutating func append(_ value: Int64?) { add(value) { $0.write($1) } }
    mutating func append(_ value: String?) { add(value) { $0.write($1) } }
    mutating func append(_ value: [UInt8]?) { add(value) { $0.write($1) } }
    mutating func append(_ value: JobID?) { add(value) { $0.write($1) } }
    mutating func append(_ value: PostgresTime?) { add(value) { $0.write($1.wire) } }

    private mutating func add<Value>(_ value: Value?, _ write: (inout Parameters, Value) -> Void) {
        guard let value else { return places.append(nil) }
        let start = bytes.count
        write(&self, value)
        places.append(start..<bytes.count)
    }

    // MARK: Arrays

    mutating func append(_ values: some Collection<Bool?>) { array(values, of: 16) { $0.write($1) } }
    mutating func append(_ values: some Collection<Int16?>) { array(values, of: 21) { $0.write($1) } }
    mutating func append(_ values: some Collection<Int32?>) { array(values, of: 23) { $0.write($1) } }
    mutating func append(_ values: some Collection<Int64?>) { array(values, of: 20) { $0.write($1) } }
    mutating func append(_ values: some Collection<String?>) { array(values, of: 25) { $0.write($1) } }
    mutating func append(_ values: some Collection<[UInt8]?>) { array(values, of: 17) { $0.write($1) } }
    mutating func append(_ values: some Collection<JobID?>) { array(values, of: 2950) { $0.write($1) } }
    mutating func append(_ values: some Collection<PostgresTime?>) { array(values, of: 1184) { $0.write($1.wire) } }

    /// - Parameter type: The element type's number in `pg_type`.
    private mutating func array<Value>(
        _ values: some Collection<Value?>,
        of type: Int32,
        _ write: (inout Parameters, Value) -> Void
    ) {
        let start = bytes.count
        self.write(Int32(values.isEmpty ? 0 : 1))
        self.write(Int32(1))  // there may be nulls
        self.write(type)
        if !values.isEmpty {
            self.write(Int32(truncatingIfNeeded: values.count))
            self.write(Int32(1))
        }
        for value in values {
            guard let value else {
                self.write(Int32(-1))
                continue
            }
            let length = bytes.count
            self.write(Int32(0))
            write(&self, value)
            let written = UInt32(truncatingIfNeeded: bytes.count - length - 4)
            for index in 0..<4 { bytes[length + index] = UInt8(truncatingIfNeeded: written >> (24 - 8 * index)) }
        }
        places.append(start..<bytes.count)
    }

    // MARK: Bytes

    private mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }
    private mutating func write(_ value: [UInt8]) { bytes += value }
    private mutating func write(_ value: JobID) { bytes += value.bytes }

    private mutating func write(_ value: String) {
        guard value.utf8.contains(0) else { return bytes.append(contentsOf: value.utf8) }
        // PostgreSQL's texts have no NUL.
        bytes.append(contentsOf: value.replacing("\0", with: "\u{FFFD}").utf8)
    }
}
