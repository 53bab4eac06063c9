import OTLP
import Testing

@Suite struct LimitTests {
    /// `levels` arrays in each other: twice as many messages, for an array is a message of its own, and the innermost
    /// value.
    func nestedArrays(_ levels: Int) -> AnyValue {
        var value = AnyValue.empty
        for _ in 0..<levels { value = .array([value]) }
        return value
    }

    func nestedArraysInProtobuf(_ levels: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<levels { bytes = Bytes.field(5, Bytes.field(1, bytes)) }
        return bytes
    }

    func nestedArraysInJSON(_ levels: Int) -> String {
        String(repeating: #"{"arrayValue":{"values":["#, count: levels) + "{}" + String(repeating: "]}}", count: levels)
    }

    @Test func nestingIsLimitedAlikeEverywhere() throws {
        let deepest = nestedArrays(49)
        #expect(try AnyValue(protobuf: nestedArraysInProtobuf(49)) == deepest)
        #expect(try AnyValue(text: nestedArraysInJSON(49)) == deepest)
        #expect(try AnyValue(protobuf: deepest.protobuf()) == deepest)
        #expect(try AnyValue(json: deepest.json()) == deepest)
        for levels in [50, 101, 5000] {
            #expect(throws: OTLPError.tooDeep(limit: 100)) { try AnyValue(protobuf: nestedArraysInProtobuf(levels)) }
            #expect(throws: OTLPError.tooDeep(limit: 100)) { try AnyValue(text: nestedArraysInJSON(levels)) }
            #expect(throws: OTLPError.tooDeep(limit: 100)) { try nestedArrays(levels).protobuf() }
            #expect(throws: OTLPError.tooDeep(limit: 100)) { try nestedArrays(levels).json() }
        }
    }

    @Test func nestingOfWhatIsSkippedIsLimitedToo() throws {
        func groups(_ count: Int) -> [UInt8] {
            (0..<count).flatMap { _ in Bytes.tag(99, 3) } + (0..<count).flatMap { _ in Bytes.tag(99, 4) }
        }
        func unknown(_ open: String, _ close: String, _ count: Int) -> String {
            "{\"unknown\":" + String(repeating: open, count: count) + "1" + String(repeating: close, count: count) + "}"
        }
        #expect(try Span(protobuf: groups(99)) == Span())
        #expect(try Span(text: unknown("[", "]", 99)) == Span())
        #expect(try Span(text: unknown("{\"a\":", "}", 99)) == Span())
        for count in [100, 1_000_000] {
            #expect(throws: OTLPError.tooDeep(limit: 100)) { try Span(protobuf: groups(count)) }
            #expect(throws: OTLPError.tooDeep(limit: 100)) { try Span(text: unknown("[", "]", count)) }
            #expect(throws: OTLPError.tooDeep(limit: 100)) { try Span(text: unknown("{\"a\":", "}", count)) }
        }
    }

    @Test func lengthIsLimited() throws {
        let limits = DecodingLimits(maxBytes: 10)
        let bytes = try Span(name: "12345678").protobuf()
        #expect(try Span(protobuf: bytes, limits: limits).name == "12345678")
        #expect(throws: OTLPError.tooLarge(limit: 10)) { try Span(protobuf: bytes + [0x30, 1], limits: limits) }
        #expect(throws: OTLPError.tooLarge(limit: 10)) { try Span(json: Array(#"{"name":""}"#.utf8), limits: limits) }
    }

    /// Two bytes on the wire, hundreds in memory.
    @Test func manySmallMessagesRunOutOfMemoryBudget() throws {
        let limits = DecodingLimits(maxMemory: 100_000)
        let spans = (0..<10_000).flatMap { _ in [0x12, 0] as [UInt8] }
        #expect(throws: OTLPError.tooMuchMemory(limit: 100_000)) { try ScopeSpans(protobuf: spans, limits: limits) }
        #expect(try ScopeSpans(protobuf: spans).spans.count == 10_000)
        let json = "{\"spans\":[" + String(repeating: "{},", count: 9_999) + "{}]}"
        #expect(throws: OTLPError.tooMuchMemory(limit: 100_000)) {
            try ScopeSpans(json: Array(json.utf8), limits: limits)
        }
        #expect(try ScopeSpans(text: json).spans.count == 10_000)
    }

    @Test func packedNumbersCount() throws {
        let bytes = Bytes.field(2, [UInt8](repeating: 0, count: 20_000))
        #expect(throws: OTLPError.tooMuchMemory(limit: 100_000)) {
            try ExponentialHistogramDataPoint.Buckets(protobuf: bytes, limits: DecodingLimits(maxMemory: 100_000))
        }
        #expect(try ExponentialHistogramDataPoint.Buckets(protobuf: bytes).bucketCounts.count == 20_000)
    }

    @Test func stringsAndBytesCount() throws {
        let text = String(repeating: "x", count: 1000)
        let limits = DecodingLimits(maxMemory: 1000)
        for message in [Span(name: text), Span(traceID: Array(text.utf8)), Span(traceState: text)] {
            #expect(throws: OTLPError.tooMuchMemory(limit: 1000)) {
                try Span(protobuf: message.protobuf(), limits: limits)
            }
            #expect(throws: OTLPError.tooMuchMemory(limit: 1000)) { try Span(json: message.json(), limits: limits) }
        }
        let value = AnyValue.bytes(Array(text.utf8))
        #expect(throws: OTLPError.tooMuchMemory(limit: 1000)) { try AnyValue(json: value.json(), limits: limits) }
    }

    /// An alternative that comes over and over is merged in place: were its elements copied each time, this would take
    /// hours.
    @Test func mergingTakesTimeInProportion() throws {
        let count = 300_000
        let once = Bytes.field(5, Bytes.field(1, []))
        let value = try AnyValue(protobuf: (0..<count).flatMap { _ in once })
        guard case .array(let elements) = value else {
            Issue.record("no array")
            return
        }
        #expect(elements.count == count)
        let point = Bytes.field(5, Bytes.field(1, []))
        #expect(try Metric(protobuf: (0..<20_000).flatMap { _ in point }).gauge?.dataPoints.count == 20_000)
        let member = #""arrayValue":{"values":[{}]},"#
        let json = "{" + String(repeating: member, count: 20_000) + #""arrayValue":null}"#
        #expect(try AnyValue(text: json).arrayCount == 20_000)
    }

    @Test func nonsensicalLimitsRefuseEverything() {
        let limits = DecodingLimits(maxBytes: -1, maxDepth: -1, maxMemory: -1)
        #expect(throws: OTLPError.tooLarge(limit: -1)) { try Span(protobuf: [], limits: limits) }
        let shallow = DecodingLimits(maxDepth: -1, maxMemory: -1)
        #expect(throws: OTLPError.tooDeep(limit: -1)) { try Span(protobuf: [], limits: shallow) }
        let poor = DecodingLimits(maxMemory: -1)
        #expect(throws: OTLPError.tooMuchMemory(limit: -1)) { try Span(protobuf: Bytes.field(9, []), limits: poor) }
    }
}

extension AnyValue {
    fileprivate var arrayCount: Int? {
        guard case .array(let elements) = self else { return nil }
        return elements.count
    }
}
