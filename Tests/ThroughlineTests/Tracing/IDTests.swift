import Testing

@testable import Throughline

@Suite struct IDTests {
    @Test func hexadecimalGoesBothWays() throws {
        let text = "0af7651916cd43dd8448eb211c80319c"
        let id = try #require(TraceID(hex: text))
        #expect(id.hex == text)
        #expect(TraceID(hex: text.uppercased()) == id)
        #expect(SpanID(hex: "00f067aa0ba902b7")?.hex == "00f067aa0ba902b7")
    }

    @Test(arguments: [
        "", "0", "0af7651916cd43dd8448eb211c80319", "0af7651916cd43dd8448eb211c80319cc",
        "+af7651916cd43dd8448eb211c80319c",
        "0xf7651916cd43dd8448eb211c80319c", "0af7651916cd43dd8448eb211c80319g", "０af7651916cd43dd8448eb211c80319c",
    ])
    func anythingElseIsRefused(_ text: String) {
        #expect(TraceID(hex: text) == nil)
    }

    @Test func randomIDsDifferOnEveryThread() async {
        let generator = RandomIDGenerator()
        let ids = await withTaskGroup(of: [SpanID].self) { group in
            for _ in 0..<8 { group.addTask { (0..<10_000).map { _ in generator.nextSpanID() } } }
            return await group.reduce(into: Set<SpanID>()) { $0.formUnion($1) }
        }
        #expect(ids.count == 80_000)
        #expect(ids.allSatisfy { $0.isValid })
    }

    /// Each bit of a random number is set in half of the cases: 10,000 draws lie within 6 standard deviations, 300.
    @Test func everyBitIsRandom() {
        var random = RandomBits()
        var counts = [Int](repeating: 0, count: 64)
        for _ in 0..<10_000 {
            let value = random.next()
            for bit in 0..<64 where value >> UInt64(bit) & 1 == 1 { counts[bit] += 1 }
        }
        #expect(counts.allSatisfy { abs($0 - 5_000) < 300 })
    }
}
