// The two most frequent attributes, a `KeyValue` with a string or an integer, are most of what a span costs to encode: their
// lengths are computed beforehand, so that nothing is moved and room is made once.

extension ProtobufWriter {
    /// A `KeyValue` whose value is a string.
    @inlinable @inline(__always)
    package mutating func keyValue(field: Int, key: String, string: String) {
        string.withUTF8Bytes { string in
            let anyValue = 1 &+ Self.lengthDelimitedSize(string.count)
            keyValue(field: field, key: key, anyValueSize: anyValue) { cursor in
                cursor.write(0x0A)  // AnyValue.string_value
                cursor.writeLengthDelimited(string)
            }
        }
    }

    /// A `KeyValue` whose value is an integer.
    @inlinable @inline(__always)
    package mutating func keyValue(field: Int, key: String, int: Int64) {
        let value = UInt64(bitPattern: int)
        keyValue(field: field, key: key, anyValueSize: 1 &+ Self.varintLength(value)) { cursor in
            cursor.write(0x18)  // AnyValue.int_value
            cursor.writeVarint(value)
        }
    }

    @inlinable @inline(__always)
    mutating func keyValue(
        field: Int,
        key: String,
        anyValueSize: Int,
        _ writeAnyValue: (inout Cursor) -> Void
    ) {
        key.withUTF8Bytes { key in
            let size = 1 &+ Self.lengthDelimitedSize(key.count) &+ 1 &+ Self.lengthDelimitedSize(anyValueSize)
            tag(field, .lengthDelimited)
            varint(UInt64(truncatingIfNeeded: size))
            var cursor = Cursor(reserve(size))
            cursor.write(0x0A)  // KeyValue.key
            cursor.writeLengthDelimited(key)
            cursor.write(0x12)  // KeyValue.value
            cursor.writeVarint(UInt64(truncatingIfNeeded: anyValueSize))
            writeAnyValue(&cursor)
            end &+= size
        }
    }

    /// The size of `count` bytes with their length before them.
    @inlinable @inline(__always)
    static func lengthDelimitedSize(_ count: Int) -> Int {
        varintLength(UInt64(truncatingIfNeeded: count)) &+ count
    }

    /// Writes into room that was reserved.
    @usableFromInline
    struct Cursor {
        @usableFromInline var position: UnsafeMutableRawPointer

        @inlinable @inline(__always)
        init(_ position: UnsafeMutableRawPointer) {
            self.position = position
        }

        @inlinable @inline(__always)
        mutating func write(_ byte: UInt8) {
            position.storeBytes(of: byte, as: UInt8.self)
            position += 1
        }

        @inlinable @inline(__always)
        mutating func writeVarint(_ value: UInt64) {
            if value < 0x80 {
                write(UInt8(truncatingIfNeeded: value))
            } else {
                position += ProtobufWriter.storeVarint(value, at: position)
            }
        }

        @inlinable @inline(__always)
        mutating func writeLengthDelimited(_ bytes: UnsafeRawBufferPointer) {
            writeVarint(UInt64(truncatingIfNeeded: bytes.count))
            if let source = bytes.baseAddress { position.copyMemory(from: source, byteCount: bytes.count) }
            position += bytes.count
        }
    }
}

extension String {
    /// The UTF-8 bytes, where they are: without the copy of the string that `withUTF8` needs.
    @inlinable @inline(__always)
    func withUTF8Bytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        let isDone: Void? = utf8.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
        if isDone == nil {
            var native = self  // a string of another runtime
            native.withUTF8 { body(UnsafeRawBufferPointer($0)) }
        }
    }
}
