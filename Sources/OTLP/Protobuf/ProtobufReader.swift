/// Reads protobuf's wire format from bytes that somebody else keeps.
///
/// `position` never passes `end`, and `end` never passes the bytes: every read compares before it loads.
///
/// Wire format: https://protobuf.dev/programming-guides/encoding/
struct ProtobufReader {
    private let bytes: UnsafeRawBufferPointer

    /// Where the next byte is read.
    private(set) var position = 0

    /// Where the enclosing message, or packed field, ends.
    private(set) var end: Int

    var budget: MemoryBudget

    init(_ bytes: UnsafeRawBufferPointer, budget: MemoryBudget) {
        self.bytes = bytes
        self.budget = budget
        end = bytes.count
    }

    var isAtEnd: Bool { position == end }

    @inline(__always)
    mutating func varint() throws(OTLPError) -> UInt64 {
        guard position < end else { throw .truncated(offset: position) }
        let first = bytes[position]
        guard first >= 0x80 else {
            position &+= 1
            return UInt64(first)
        }
        return try longVarint()
    }

    private mutating func longVarint() throws(OTLPError) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<10 {
            guard position &+ index < end else { throw .truncated(offset: end) }
            let byte = bytes[position &+ index]
            value |= UInt64(byte & 0x7F) &<< UInt64(index &* 7)
            if byte < 0x80 {
                position &+= index &+ 1
                return value
            }
        }
        throw .malformed(offset: position, reason: "a varint of more than ten bytes")
    }

    @inline(__always)
    mutating func littleEndian<Value: FixedWidthInteger>(_ type: Value.Type) throws(OTLPError) -> Value {
        let size = MemoryLayout<Value>.size
        guard end &- position >= size else { throw .truncated(offset: end) }
        defer { position &+= size }
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Value.self))
    }

    /// The length of what follows, which is known to be there.
    @inline(__always)
    mutating func length() throws(OTLPError) -> Int {
        let length = try varint()
        guard length <= UInt64(end &- position) else { throw .truncated(offset: end) }
        return Int(length)
    }

    /// A length, and as many bytes.
    @inline(__always)
    mutating func lengthDelimited() throws(OTLPError) -> UnsafeRawBufferPointer {
        let length = try length()
        defer { position &+= length }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position &+ length])
    }

    /// Reads a length, and moves `end` to where that many bytes end.
    /// - Returns: What `leave(_:)` takes once they are read.
    mutating func enter() throws(OTLPError) -> Int {
        let length = try length()
        let outerEnd = end
        end = position &+ length
        return outerEnd
    }

    mutating func leave(_ outerEnd: Int) {
        end = outerEnd
    }

    /// Reads a field's number and how its value is written.
    @inline(__always)
    mutating func tag() throws(OTLPError) -> (field: Int, wireType: WireType) {
        let start = position
        let tag = try varint()
        guard tag <= UInt32.max, tag >= 8 else {
            throw .malformed(offset: start, reason: "no field has the number \(tag >> 3)")
        }
        guard let wireType = WireType(rawValue: UInt8(truncatingIfNeeded: tag & 7)) else {
            throw .malformed(offset: start, reason: "no wire type has the number \(tag & 7)")
        }
        return (Int(tag >> 3), wireType)
    }

    /// Passes over a field's value, in which groups may be nested `depth` levels deep.
    mutating func skip(field: Int, _ wireType: WireType, depth: Int, maxDepth: Int) throws(OTLPError) {
        switch wireType {
        case .varint:
            _ = try varint()
        case .fixed64:
            _ = try littleEndian(UInt64.self)
        case .fixed32:
            _ = try littleEndian(UInt32.self)
        case .lengthDelimited:
            _ = try lengthDelimited()
        case .startGroup:
            try skipGroup(field, depth: depth &+ 1, maxDepth: maxDepth)
        case .endGroup:
            throw .malformed(offset: position, reason: "the end of a group that has not begun")
        }
    }

    private mutating func skipGroup(_ group: Int, depth: Int, maxDepth: Int) throws(OTLPError) {
        guard depth <= maxDepth else { throw .tooDeep(limit: maxDepth) }
        while true {
            let (field, wireType) = try tag()
            if wireType == .endGroup {
                guard field == group else {
                    throw .malformed(offset: position, reason: "group \(group) ends as group \(field)")
                }
                return
            }
            try skip(field: field, wireType, depth: depth, maxDepth: maxDepth)
        }
    }
}
