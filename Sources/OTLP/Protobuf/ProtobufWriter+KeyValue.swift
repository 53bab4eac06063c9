// The two most frequent attributes, a `KeyValue` with a string or an integer, are most of what a span costs to encode: their
// lengths are computed beforehand, so that nothing is moved and room is made once.

extension ProtobufWriter {
    /// A `KeyValue` whose value is a string.
    package mutating func keyValue(field: Int, key: String, string: String) {
        let count = string.utf8.count
        var cursor = startKeyValue(field: field, key: key, anyValueSize: 1 &+ Self.lengthDelimitedSize(count))
        cursor.write(0x0A)  // AnyValue.string_value
        cursor.writeString(string, count: count)
    }

    /// A `KeyValue` whose value is an integer.
    package mutating func keyValue(field: Int, key: String, int: Int64) {
        let value = UInt64(bitPattern: int)
        var cursor = startKeyValue(field: field, key: key, anyValueSize: 1 &+ Self.varintLength(value))
        cursor.write(0x18)  // AnyValue.int_value
        cursor.writeVarint(value)
    }

    /// Writes all but the contents of the value; these are written through the cursor that it returns.
    @inline(__always)
    private mutating func startKeyValue(field: Int, key: String, anyValueSize: Int) -> Cursor {
        let keyCount = key.utf8.count
        let size = 1 &+ Self.lengthDelimitedSize(keyCount) &+ 1 &+ Self.lengthDelimitedSize(anyValueSize)
        var cursor = Cursor(position: reserve(size &+ 20).assumingMemoryBound(to: UInt8.self))
        let start = cursor.position
        cursor.writeVarint(UInt64(truncatingIfNeeded: field &<< 3 | 2))
        cursor.writeVarint(UInt64(truncatingIfNeeded: size))
        end &+= cursor.position - start &+ size
        cursor.write(0x0A)  // KeyValue.key
        cursor.writeString(key, count: keyCount)
        cursor.write(0x12)  // KeyValue.value
        cursor.writeVarint(UInt64(truncatingIfNeeded: anyValueSize))
        return cursor
    }

    /// The size of `count` bytes with their length before them.
    @inline(__always)
    private static func lengthDelimitedSize(_ count: Int) -> Int {
        varintLength(UInt64(truncatingIfNeeded: count)) &+ count
    }

    /// Writes into room that was reserved.
    private struct Cursor {
        var position: UnsafeMutablePointer<UInt8>

        @inline(__always)
        mutating func write(_ byte: UInt8) {
            position.pointee = byte
            position += 1
        }

        @inline(__always)
        mutating func writeVarint(_ value: UInt64) {
            if value < 0x80 {
                write(UInt8(truncatingIfNeeded: value))
            } else {
                position += ProtobufWriter.storeVarint(value, at: position)
            }
        }

        @inline(__always)
        mutating func writeString(_ string: String, count: Int) {
            writeVarint(UInt64(truncatingIfNeeded: count))
            Self.copy(string, count: count, to: position)
            position += count
        }

        /// Not inlined: it is long, and would keep the optimizer from the rest.
        @inline(never)
        private static func copy(_ string: String, count: Int, to destination: UnsafeMutablePointer<UInt8>) {
            string.withUTF8Bytes { bytes in
                guard let source = bytes.baseAddress else { return }
                destination.update(from: source, count: min(count, bytes.count))
            }
        }
    }
}

extension String {
    /// The UTF-8 bytes, where they are: without the copy of the string that `withUTF8` needs.
    @inlinable @inline(__always)
    func withUTF8Bytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        let isDone: Void? = utf8.withContiguousStorageIfAvailable { body($0) }
        if isDone == nil {
            var native = self  // a string of another runtime
            native.withUTF8 { body($0) }
        }
    }
}
