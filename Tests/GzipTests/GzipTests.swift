import Gzip
import Testing

@Suite struct GzipTests {
    /// "hello" as `gzip -9 -n` of GNU gzip 1.12 writes it.
    static let helloMember: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
        0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00,
        0x86, 0xA6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00,
    ]
    /// "hello" as Python's `zlib.compress` writes it.
    static let helloZlib: [UInt8] = [
        0x78, 0x9C, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x06, 0x2C, 0x02, 0x15,
    ]
    static let hello = Array("hello".utf8)

    /// Bytes that hardly compress, the same in every run.
    static func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    @Test(arguments: [0, 1, 5, 65_535, 65_536, 65_537, 300_000])
    func `What is compressed comes back`(count: Int) throws {
        for bytes in [[UInt8](repeating: 0x20, count: count), Self.noise(count)] {
            for level in [-7, 0, 1, 6, 9, 40] {
                let compressed = try Gzip.compress(bytes, level: level)
                #expect(compressed.starts(with: [0x1F, 0x8B, 0x08]))
                #expect(try Gzip.decompress(compressed, limit: count) == bytes)
            }
        }
    }

    @Test func `Repetition becomes small`() throws {
        let bytes = [UInt8](repeating: 0x20, count: 1 << 20)
        #expect(try Gzip.compress(bytes).count < 10_000)
    }

    @Test func `Equal input gives equal output`() throws {
        #expect(try Gzip.compress(Self.hello) == Gzip.compress(Self.hello))
    }

    @Test func `What others compressed is read`() throws {
        #expect(try Gzip.decompress(Self.helloMember, limit: 100) == Self.hello)
        #expect(try Gzip.decompress(Self.helloZlib, as: .zlib, limit: 100) == Self.hello)
    }

    @Test func `A member with a name, a comment, an extra field and a header checksum is read`() throws {
        var member: [UInt8] = [0x1F, 0x8B, 0x08, 0x1C, 1, 2, 3, 4, 0x02, 0x03]
        member += [2, 0, 0xAA, 0xBB] + Array("name".utf8) + [0] + Array("comment".utf8) + [0]
        member += Self.helloMember[10...]
        #expect(try Gzip.decompress(member, limit: 100) == Self.hello)
    }

    @Test func `Members one after the other are one text`() throws {
        let bytes = Self.helloMember + Self.helloMember + (try Gzip.compress([])) + Self.helloMember
        #expect(try Gzip.decompress(bytes, limit: 15) == Self.hello + Self.hello + Self.hello)
        #expect(throws: GzipError.tooLarge(limit: 14)) { try Gzip.decompress(bytes, limit: 14) }
    }

    @Test(arguments: 0..<25)
    func `Every shorter part of a member is truncated`(count: Int) {
        #expect(throws: GzipError.truncated) {
            try Gzip.decompress(Array(Self.helloMember[..<count]), limit: 100)
        }
    }

    @Test func `Every changed byte of the data or its checks is noticed`() {
        // The header holds a time, flags and a system that nothing checks.
        for position in Self.helloMember.indices where !(4..<10).contains(position) {
            var bytes = Self.helloMember
            bytes[position] ^= 0x55
            #expect(throws: GzipError.self) { try Gzip.decompress(bytes, limit: 100) }
        }
    }

    @Test func `What follows the last member is refused`() {
        for garbage: [UInt8] in [[0], [0, 0, 0, 0], Array("garbage".utf8), [0x1F, 0x8B, 0x09, 0]] {
            #expect(
                performing: {
                    try Gzip.decompress(Self.helloMember + garbage, limit: 100)
                },
                throws: { error in
                    // A single zero is too little for zlib to call it wrong: it is then the beginning of nothing.
                    switch error as? GzipError {
                    case .corrupt: true
                    case .truncated: garbage.count < 2
                    default: false
                    }
                }
            )
        }
        #expect(throws: GzipError.self) { try Gzip.decompress(Self.helloZlib + [0], as: .zlib, limit: 100) }
    }

    @Test func `The formats are not mixed up`() {
        #expect(throws: GzipError.self) { try Gzip.decompress(Self.helloZlib, limit: 100) }
        #expect(throws: GzipError.self) { try Gzip.decompress(Self.helloMember, as: .zlib, limit: 100) }
        #expect(throws: GzipError.self) { try Gzip.decompress(Self.hello, limit: 100) }
    }

    @Test func `The limit itself is allowed and one byte more is not`() throws {
        #expect(try Gzip.decompress(Self.helloMember, limit: 5) == Self.hello)
        #expect(throws: GzipError.tooLarge(limit: 4)) { try Gzip.decompress(Self.helloMember, limit: 4) }
        #expect(throws: GzipError.tooLarge(limit: 0)) { try Gzip.decompress(Self.helloMember, limit: 0) }
    }

    @Test func `A bomb stops at the limit`() throws {
        // A gigabyte in a megabyte: members of zeros, one after the other.
        let member = try Gzip.compress([UInt8](repeating: 0, count: 1 << 20), level: 9)
        let bomb = [UInt8]((0..<1024).map { _ in member }.joined())
        #expect(throws: GzipError.tooLarge(limit: 1 << 20)) { try Gzip.decompress(bomb, limit: 1 << 20) }
    }

    @Test func `The size in the trailer is not trusted`() throws {
        var bytes = Self.helloMember
        bytes.replaceSubrange(21..., with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(throws: GzipError.self) { try Gzip.decompress(bytes, limit: 1 << 40) }
    }

    @Test func `Noise is refused and never more than that`() {
        for count in 0..<2_000 {
            let noise = Self.noise(count + 64)
            #expect(throws: GzipError.self) { try Gzip.decompress(Array(noise[count...]), limit: 1 << 20) }
            #expect(throws: GzipError.self) {
                try Gzip.decompress(Array(Self.helloMember[..<10] + noise[count...]), limit: 1 << 20)
            }
        }
    }
}
