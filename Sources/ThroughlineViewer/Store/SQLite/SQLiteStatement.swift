import GRDBSQLite

/// A compiled statement. Parameters count from 1 and columns from 0, as SQLite has it.
final class SQLiteStatement {
    private let pointer: OpaquePointer
    private unowned let connection: SQLiteConnection

    init(_ pointer: OpaquePointer, of connection: SQLiteConnection) {
        self.pointer = pointer
        self.connection = connection
    }

    deinit {
        sqlite3_finalize(pointer)
    }

    func bind(_ parameter: Int32, _ value: Int64) {
        sqlite3_bind_int64(pointer, parameter, value)
    }

    /// SQLite's integers have a sign: what is above 2^63 comes back by its bits.
    func bind(_ parameter: Int32, bits value: UInt64) {
        sqlite3_bind_int64(pointer, parameter, Int64(bitPattern: value))
    }

    func bind(_ parameter: Int32, _ value: Int) {
        sqlite3_bind_int64(pointer, parameter, Int64(value))
    }

    /// The text is copied; a NUL within it is kept.
    func bind(_ parameter: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                let empty: [CChar] = [0]
                _ = empty.withUnsafeBufferPointer { empty in
                    sqlite3_bind_text64(
                        pointer,
                        parameter,
                        characters.baseAddress ?? empty.baseAddress,
                        UInt64(characters.count),
                        transient,
                        UInt8(SQLITE_UTF8)
                    )
                }
            }
        }
    }

    /// Runs the statement with bytes that are not copied, and so only valid within the call.
    func run(_ parameter: Int32, bytes: [UInt8]) throws(StoreError) {
        try bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
            bind(parameter, UnsafeRawBufferPointer(bytes))
            try run()
        }
    }

    private func bind(_ parameter: Int32, _ bytes: UnsafeRawBufferPointer) {
        if let base = bytes.baseAddress {
            sqlite3_bind_blob64(pointer, parameter, base, UInt64(bytes.count), nil)
        } else {
            sqlite3_bind_zeroblob(pointer, parameter, 0)
        }
    }

    /// The bytes are copied.
    func bind(_ parameter: Int32, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress {
                _ = sqlite3_bind_blob64(pointer, parameter, base, UInt64(bytes.count), transient)
            } else {
                sqlite3_bind_zeroblob(pointer, parameter, 0)
            }
        }
    }

    /// - Returns: whether there is a row.
    func step() throws(StoreError) -> Bool {
        let code = sqlite3_step(pointer)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(pointer)
            return false
        default:
            let error = connection.error(code)
            sqlite3_reset(pointer)
            throw error
        }
    }

    /// Runs a statement to its end.
    func run() throws(StoreError) {
        while try step() {}
    }

    func reset() {
        sqlite3_reset(pointer)
    }

    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(pointer, column)
    }

    func count(_ column: Int32) -> Int {
        Int(sqlite3_column_int64(pointer, column))
    }

    func bits(_ column: Int32) -> UInt64 {
        UInt64(bitPattern: sqlite3_column_int64(pointer, column))
    }

    func text(_ column: Int32) -> String {
        guard let characters = sqlite3_column_text(pointer, column) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, column))
        return String(decoding: UnsafeBufferPointer(start: characters, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        withBytes(column) { [UInt8]($0) }
    }

    /// The bytes where SQLite has them, until the next step.
    func withBytes<Result, Failure: Error>(
        _ column: Int32,
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = sqlite3_column_blob(pointer, column)
        let count = start == nil ? 0 : Int(sqlite3_column_bytes(pointer, column))
        return try body(UnsafeRawBufferPointer(start: start, count: count))
    }
}

/// Tells SQLite to copy what is bound.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
