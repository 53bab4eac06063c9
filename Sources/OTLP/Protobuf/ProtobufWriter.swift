/// Appends protobuf's wire format to a buffer that grows as needed.
///
/// Every method writes what it is told: leaving out default values, as proto3 does, is the caller's decision. Bytes are
/// written once, front to back; only a nested message longer than 127 bytes is moved, to make room for its length.
///
/// Wire format: https://protobuf.dev/programming-guides/encoding/
@safe
package struct ProtobufWriter: ~Copyable, @unchecked Sendable {  // owns its memory alone: not copyable, not shared
    @usableFromInline var base: UnsafeMutableRawPointer
    /// The number of bytes that there is memory for.
    package internal(set) var capacity: Int

    @usableFromInline var end = 0

    /// The number of bytes written.
    @inlinable
    package var count: Int { end }

    @inlinable
    package init(capacity: Int = 256) {
        self.capacity = max(capacity, 16)
        base = .allocate(byteCount: self.capacity, alignment: 16)
    }

    @inlinable
    deinit {
        base.deallocate()
    }

    /// The bytes written so far; the pointer is valid in `body` only.
    @inlinable
    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: end))
    }

    /// A copy of the bytes written so far.
    package func array() -> [UInt8] {
        withUnsafeBytes { [UInt8]($0) }
    }

    /// Forgets everything behind the first `count` bytes; the memory is kept.
    @inlinable
    package mutating func truncate(to count: Int) {
        end = min(max(count, 0), end)
    }

    /// Makes room for `additional` bytes, and returns where to write them.
    @inlinable @inline(__always)
    mutating func reserve(_ additional: Int) -> UnsafeMutableRawPointer {
        if capacity &- end < additional { grow(by: additional) }
        return base + end
    }

    @usableFromInline @inline(never)
    mutating func grow(by additional: Int) {
        let larger = max(capacity &* 2, end &+ additional)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        moved.copyMemory(from: base, byteCount: end)
        base.deallocate()
        base = moved
        capacity = larger
    }
}

// MARK: - Values without a field number

extension ProtobufWriter {
    /// At most ten bytes, seven bits each, the lowest first.
    @inlinable @inline(__always)
    package mutating func varint(_ value: UInt64) {
        let start = reserve(10)
        if value < 0x80 {
            start.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
            end &+= 1
        } else {
            end &+= Self.storeVarint(value, at: start)
        }
    }

    @usableFromInline
    static func storeVarint(_ value: UInt64, at start: UnsafeMutableRawPointer) -> Int {
        var rest = value
        var length = 0
        while rest >= 0x80 {
            start.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: length, as: UInt8.self)
            rest >>= 7
            length &+= 1
        }
        start.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: length, as: UInt8.self)
        return length &+ 1
    }

    /// The number of bytes that `varint(_:)` writes for `value`.
    @inlinable
    package static func varintLength(_ value: UInt64) -> Int {
        value < 0x80 ? 1 : (70 &- value.leadingZeroBitCount) / 7
    }

    @inlinable @inline(__always)
    package mutating func tag(_ field: Int, _ wireType: WireType) {
        varint(UInt64(truncatingIfNeeded: field &<< 3) | UInt64(wireType.rawValue))
    }

    @inlinable @inline(__always)
    package mutating func littleEndian(_ value: UInt64) {
        reserve(8).storeBytes(of: value.littleEndian, as: UInt64.self)
        end &+= 8
    }

    @inlinable @inline(__always)
    package mutating func littleEndian(_ value: UInt32) {
        reserve(4).storeBytes(of: value.littleEndian, as: UInt32.self)
        end &+= 4
    }

    /// Bytes as they are: a message that is encoded already, say.
    @inlinable @inline(__always)
    package mutating func raw(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
        reserve(bytes.count).copyMemory(from: source, byteCount: bytes.count)
        end &+= bytes.count
    }

    /// A string's UTF-8 bytes as they are.
    @inlinable @inline(__always)
    package mutating func raw(_ string: String) {
        string.withUTF8Bytes { raw(UnsafeRawBufferPointer($0)) }
    }
}

// MARK: - Fields

extension ProtobufWriter {
    @inlinable @inline(__always)
    package mutating func varint(field: Int, _ value: UInt64) {
        tag(field, .varint)
        varint(value)
    }

    @inlinable @inline(__always)
    package mutating func fixed64(field: Int, _ value: UInt64) {
        tag(field, .fixed64)
        littleEndian(value)
    }

    @inlinable @inline(__always)
    package mutating func fixed32(field: Int, _ value: UInt32) {
        tag(field, .fixed32)
        littleEndian(value)
    }

    @inlinable @inline(__always)
    package mutating func double(field: Int, _ value: Double) {
        fixed64(field: field, value.bitPattern)
    }

    @inlinable @inline(__always)
    package mutating func bytes(field: Int, _ value: UnsafeRawBufferPointer) {
        tag(field, .lengthDelimited)
        varint(UInt64(truncatingIfNeeded: value.count))
        raw(value)
    }

    @inlinable @inline(__always)
    package mutating func string(field: Int, _ value: String) {
        value.withUTF8Bytes { bytes(field: field, UnsafeRawBufferPointer($0)) }
    }

    /// A nested message: whatever `body` writes, with its length before it.
    @inlinable @inline(__always)
    package mutating func message<Failure: Error>(
        field: Int,
        _ body: (inout ProtobufWriter) throws(Failure) -> Void
    ) throws(Failure) {
        tag(field, .lengthDelimited)
        _ = reserve(1)
        end &+= 1  // most messages are short: one byte for the length
        let start = end
        try body(&self)
        closeMessage(startingAt: start)
    }

    /// Writes the length of the message that began at `start` into the byte kept before it, and moves the message where
    /// the length needs more bytes.
    @inlinable @inline(__always)
    mutating func closeMessage(startingAt start: Int) {
        let length = end &- start
        if length < 0x80 {
            base.storeBytes(of: UInt8(truncatingIfNeeded: length), toByteOffset: start &- 1, as: UInt8.self)
        } else {
            closeLongMessage(startingAt: start, length: length)
        }
    }

    @usableFromInline @inline(never)
    mutating func closeLongMessage(startingAt start: Int, length: Int) {
        let extra = Self.varintLength(UInt64(truncatingIfNeeded: length)) &- 1
        _ = reserve(extra)
        (base + start + extra).copyMemory(from: base + start, byteCount: length)
        _ = Self.storeVarint(UInt64(truncatingIfNeeded: length), at: base + (start &- 1))
        end &+= extra
    }
}
