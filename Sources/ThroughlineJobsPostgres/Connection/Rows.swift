import ThroughlineJobs

/// What a statement has returned, while it lies in libpq's memory: it is read where it came in, on the connections' thread.
///
/// - Important: It must not outlive the call that it is handed to.
struct Rows {
    /// How many rows there are.
    let count: Int
    let columns: Int
    /// How many rows a statement without any has changed.
    let changes: Int
    /// What the server says that it has done.
    let command: String
    private let cell: (_ row: Int, _ column: Int) -> UnsafeRawBufferPointer?

    init(
        count: Int,
        columns: Int,
        changes: Int,
        command: String,
        cell: @escaping (_ row: Int, _ column: Int) -> UnsafeRawBufferPointer?
    ) {
        self.count = count
        self.columns = columns
        self.changes = changes
        self.command = command
        self.cell = cell
    }

    func map<Value>(_ transform: (Row) throws -> Value) rethrows -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for index in 0..<count { values.append(try transform(Row(rows: self, index: index))) }
        return values
    }

    var first: Row? { count > 0 ? Row(rows: self, index: 0) : nil }

    /// One row, whose columns are in binary form unless it is said otherwise.
    struct Row {
        fileprivate let rows: Rows
        fileprivate let index: Int

        private func bytes(_ column: Int) -> UnsafeRawBufferPointer? {
            column < rows.columns ? rows.cell(index, column) : nil
        }

        private func integer<Value: FixedWidthInteger>(_ column: Int, _ type: Value.Type) -> Value? {
            guard let bytes = bytes(column), bytes.count == Value.bitWidth / 8 else { return nil }
            return Value(bigEndian: bytes.loadUnaligned(as: Value.self))
        }

        func bool(_ column: Int) -> Bool? { bytes(column)?.first.map { $0 != 0 } }
        func int16(_ column: Int) -> Int16? { integer(column, Int16.self) }
        func int32(_ column: Int) -> Int32? { integer(column, Int32.self) }
        func int64(_ column: Int) -> Int64? { integer(column, Int64.self) }
        func time(_ column: Int) -> PostgresTime? { int64(column).map(PostgresTime.init(wire:)) }
        func text(_ column: Int) -> String? { bytes(column).map { String(decoding: $0, as: UTF8.self) } }
        func byteArray(_ column: Int) -> [UInt8]? { bytes(column).map { [UInt8]($0) } }
        func id(_ column: Int) -> JobID? { bytes(column).flatMap { JobID(bytes: $0) } }

        /// A column that is never NULL.
        func required<Value>(_ value: Value?) throws -> Value {
            guard let value else { throw PostgresError(.malformed, "a column is not what it should be") }
            return value
        }
    }
}

extension PostgresError {
    static let shutDown = PostgresError(.shutDown, "the broker has been shut down")
    static let malformed = PostgresError(.malformed, "the server's answer makes no sense")
}
