/// Makes damaged copies of bodies: always the same ones for the same seed.
struct Mutator {
    private var bodies: [[UInt8]] = []
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// Adds a body to damage.
    mutating func add(_ body: [UInt8]) {
        bodies.append(body)
    }

    /// The body at `index` with one to four damages, some of them pieces of the others.
    mutating func damaged(_ index: Int) -> [UInt8] {
        var bytes = bodies[index]
        for _ in 0...below(4) { damage(&bytes) }
        return bytes
    }

    private mutating func damage(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = [UInt8(truncatingIfNeeded: random())]
            return
        }
        let position = below(bytes.count)
        switch below(8) {
        case 0: bytes[position] ^= 1 << UInt8(below(8))
        case 1: bytes[position] = UInt8(truncatingIfNeeded: random())
        case 2: bytes.removeSubrange(position..<min(bytes.count, position + 1 + below(8)))
        case 3: bytes.removeLast(bytes.count - position)
        case 4: bytes.insert(contentsOf: piece(of: bytes), at: position)
        case 5: bytes.insert(contentsOf: piece(of: bodies[below(bodies.count)]), at: position)
        case 6:
            bytes.replaceSubrange(position..<min(bytes.count, position + 2), with: Bytes.varint(random() >> below(64)))
        default: bytes[position] = Self.telling[below(Self.telling.count)]
        }
    }

    /// Bytes that mean something in one of the encodings.
    private static let telling: [UInt8] =
        Array(#"{}[]",:\-.0eEu"#.utf8) + [0, 0x7F, 0x80, 0xFF, 0x0B, 0x0C, 0x2A, 0x12]

    private mutating func piece(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        let start = below(bytes.count)
        return bytes[start..<min(bytes.count, start + 1 + below(64))]
    }

    private mutating func below(_ bound: Int) -> Int {
        Int(random() % UInt64(bound))
    }

    /// SplitMix64.
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
