import OTLP
import Testing

@Suite struct ProtobufTests {
    @Test func layoutIsThatOfTheSpecification() throws {
        let span = Span(
            traceID: [1, 2],
            spanID: [3],
            name: "ab",
            kind: .client,
            startTimeUnixNano: 0x0102,
            attributes: [KeyValue(key: "k", value: .int(-1)), KeyValue(key: "", value: .empty)],
            droppedEventsCount: 300,
            status: Status(),
            flags: 0x101
        )
        #expect(
            try span.protobuf() == [
                0x0A, 2, 1, 2,
                0x12, 1, 3,
                0x2A, 2, 0x61, 0x62,
                0x30, 3,
                0x39, 2, 1, 0, 0, 0, 0, 0, 0,
                0x4A, 16, 0x0A, 1, 0x6B, 0x12, 11, 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1,
                0x4A, 2, 0x12, 0,
                0x60, 0xAC, 2,
                0x7A, 0,
                0x85, 1, 1, 1, 0, 0,
            ]
        )
    }

    @Test func integersHaveTheEncodingsOfTheirFields() throws {
        let point = ExponentialHistogramDataPoint(
            scale: -2,
            positive: ExponentialHistogramDataPoint.Buckets(offset: 1, bucketCounts: [1, 300]),
            flags: 5
        )
        #expect(try point.protobuf() == [0x30, 3, 0x42, 7, 0x08, 2, 0x12, 3, 1, 0xAC, 2, 0x50, 5])
        #expect(
            try NumberDataPoint(value: .int(-2)).protobuf()
                == [0x31, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        )
        #expect(
            try HistogramDataPoint(sum: 0, bucketCounts: [258]).protobuf()
                == [0x29, 0, 0, 0, 0, 0, 0, 0, 0, 0x32, 8, 2, 1, 0, 0, 0, 0, 0, 0]
        )
        #expect(try RPCStatus(code: -1).protobuf() == [0x08] + [UInt8](repeating: 0xFF, count: 9) + [1])
    }

    @Test func negativeZeroIsNotTheDefault() throws {
        let quantile = SummaryDataPoint.ValueAtQuantile(quantile: -0.0, value: 0.0)
        #expect(try quantile.protobuf() == [0x09, 0, 0, 0, 0, 0, 0, 0, 0x80])
        #expect(try quantile.text() == #"{"quantile":-0.0}"#)
    }

    @Test func anAlternativeIsWrittenEvenWhenItHasItsDefault() throws {
        #expect(try AnyValue.string("").protobuf() == [0x0A, 0])
        #expect(try AnyValue.bool(false).protobuf() == [0x10, 0])
        #expect(try AnyValue.int(0).protobuf() == [0x18, 0])
        #expect(try AnyValue.array([]).protobuf() == [0x2A, 0])
        #expect(try AnyValue.keyValueList([]).protobuf() == [0x32, 0])
        #expect(try AnyValue.bytes([]).protobuf() == [0x3A, 0])
    }

    @Test func fieldsMayComeInAnyOrderAndTheLastScalarWins() throws {
        let bytes =
            Bytes.field(16, fixed32: 7) + Bytes.field(5, "first") + Bytes.field(1, [9]) + Bytes.field(5, "last")
            + Bytes.field(9, Bytes.field(1, "a")) + Bytes.field(6, varint: 2) + Bytes.field(9, Bytes.field(1, "b"))
        #expect(
            try Span(protobuf: bytes)
                == Span(
                    traceID: [9],
                    name: "last",
                    kind: .server,
                    attributes: [KeyValue(key: "a"), KeyValue(key: "b")],
                    flags: 7
                )
        )
    }

    @Test func aSingularMessageThatComesTwiceIsMerged() throws {
        let once = Bytes.field(15, Bytes.field(2, "text"))
        let again = Bytes.field(15, Bytes.field(3, varint: 2))
        #expect(try Span(protobuf: once + again).status == Status(message: "text", code: .error))
        #expect(try Span(protobuf: once + Bytes.field(5, "between") + again).status?.message == "text")
    }

    @Test func alternativesReplaceEachOtherButTheSameOneIsMerged() throws {
        let one = Bytes.field(5, Bytes.field(1, Bytes.field(3, varint: 1)))
        let two = Bytes.field(5, Bytes.field(1, Bytes.field(3, varint: 2)))
        let text = Bytes.field(1, "text")
        #expect(try AnyValue(protobuf: one + two) == [1, 2])
        #expect(try AnyValue(protobuf: one + text) == "text")
        #expect(try AnyValue(protobuf: text + two) == [2])
        #expect(try AnyValue(protobuf: one + text + two) == [2])
        let gauge = Bytes.field(5, Bytes.field(1, Bytes.field(8, varint: 1)))
        let sum = Bytes.field(7, Bytes.field(3, varint: 1))
        #expect(try Metric(protobuf: gauge + sum).data == .sum(Sum(isMonotonic: true)))
        #expect(try Metric(protobuf: sum + gauge).data == .gauge(Gauge(dataPoints: [NumberDataPoint(flags: 1)])))
        #expect(try Metric(protobuf: gauge + gauge).gauge?.dataPoints.count == 2)
    }

    @Test func packedAndUnpackedNumbersAreRead() throws {
        let packed = Bytes.field(2, [1, 0xAC, 2])
        let unpacked = Bytes.field(2, varint: 5) + Bytes.field(2, varint: 6)
        #expect(
            try ExponentialHistogramDataPoint.Buckets(protobuf: packed + unpacked + packed).bucketCounts
                == [1, 300, 5, 6, 1, 300]
        )
        let fixed = Bytes.field(6, fixed64: 9) + Bytes.field(6, [1, 0, 0, 0, 0, 0, 0, 0]) + Bytes.field(6, [])
        #expect(try HistogramDataPoint(protobuf: fixed).bucketCounts == [9, 1])
        #expect(try HistogramDataPoint(protobuf: Bytes.field(7, fixed64: 0x3FF0_0000_0000_0000)).explicitBounds == [1])
    }

    /// A span's name in every wire type that it does not have, and fields that no version has, around known ones.
    @Test func whatIsUnknownIsSkipped() throws {
        let group = Bytes.tag(77, 3) + Bytes.field(1, "x") + Bytes.tag(78, 3) + Bytes.tag(78, 4) + Bytes.tag(77, 4)
        let unknown: [[UInt8]] = [
            Bytes.field(5, varint: 1), Bytes.field(5, fixed64: 1), Bytes.field(5, fixed32: 1),
            Bytes.tag(5, 3) + Bytes.field(5, "inner") + Bytes.tag(5, 4),
            Bytes.field(6, "kind"), Bytes.field(7, varint: 1), Bytes.field(9, fixed32: 0), Bytes.field(15, varint: 1),
            Bytes.field(1000, "new"), Bytes.field(536_870_911, varint: .max), group,
        ]
        for bytes in unknown {
            let all = bytes + Bytes.field(5, "name") + bytes + bytes + Bytes.field(6, varint: 3) + bytes
            #expect(try Span(protobuf: all) == Span(name: "name", kind: .client))
        }
        #expect(try HistogramDataPoint(protobuf: Bytes.field(6, varint: 1)) == HistogramDataPoint())
        #expect(try EntityRef(protobuf: Bytes.field(3, varint: 1) + Bytes.field(3, "k")).idKeys == ["k"])
    }

    @Test func stringTableIndicesOfProfilesAreAbsent() throws {
        #expect(try AnyValue(protobuf: Bytes.field(8, varint: 3)) == .empty)
        #expect(try KeyValue(protobuf: Bytes.field(3, varint: 3)) == KeyValue())
    }

    @Test func invalidTextIsRepaired() throws {
        #expect(try Span(protobuf: Bytes.field(5, [0x61, 0xFF, 0x62])).name == "a\u{FFFD}b")
    }

    @Test func oversizedVarintsAreCutToTheFieldsWidth() throws {
        #expect(try Span(protobuf: Bytes.field(10, varint: 1 << 32 | 5)).droppedAttributesCount == 5)
        #expect(try AnyValue(protobuf: Bytes.field(2, varint: 1 << 40)) == true)
        #expect(try AnyValue(protobuf: [0x18] + [UInt8](repeating: 0xFF, count: 9) + [0x7F]) == -1)
    }

    static let malformed: [([UInt8], OTLPError)] = [
        ([0x2A], .truncated(offset: 1)),
        ([0x2A, 5, 0x61], .truncated(offset: 3)),
        ([0x2A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], .truncated(offset: 11)),
        ([0x39, 1, 2], .truncated(offset: 3)),
        ([0x85, 1, 1], .truncated(offset: 3)),
        ([0x80], .truncated(offset: 1)),
        ([0x7A, 2, 0x12, 3, 0x61, 0x61, 0x61], .truncated(offset: 4)),
        ([0x2B], .truncated(offset: 1)),
        ([0x00, 0x00], .malformed(offset: 0, reason: "no field has the number 0")),
        ([0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0], .malformed(offset: 0, reason: "no field has the number 4294967295")),
        ([0x2E], .malformed(offset: 0, reason: "no wire type has the number 6")),
        ([0x2C], .malformed(offset: 1, reason: "the end of a group that has not begun")),
        ([0x2B, 0x34], .malformed(offset: 2, reason: "group 5 ends as group 6")),
        (
            [0x30, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0],
            .malformed(offset: 1, reason: "a varint of more than ten bytes")
        ),
    ]

    @Test(arguments: malformed)
    func whatIsNotProtobufIsRefused(_ bytes: [UInt8], _ error: OTLPError) {
        #expect(throws: error) { try Span(protobuf: bytes) }
    }

    @Test func packedFieldsDoNotReachBeyondTheirEnd() {
        #expect(throws: OTLPError.truncated(offset: 9)) {
            try HistogramDataPoint(protobuf: Bytes.field(6, [1, 2, 3, 4, 5, 6, 7]) + Bytes.field(10, varint: 1))
        }
        #expect(throws: OTLPError.truncated(offset: 3)) {
            try ExponentialHistogramDataPoint.Buckets(protobuf: Bytes.field(2, [0x80]) + Bytes.field(1, varint: 1))
        }
    }

    /// Every prefix of one message, and some of large ones: each is an error of ours or a shorter message.
    @Test func prefixesAreReadOrRefused() throws {
        func check<M: Message>(_ message: M, every step: Int) throws {
            let bytes = try message.protobuf()
            var refused = 0
            for length in stride(from: 0, to: bytes.count, by: step) {
                do throws(OTLPError) {
                    let shorter = try M(protobuf: Array(bytes[..<length]))
                    #expect(try shorter.protobuf().count <= length)
                } catch {
                    refused += 1
                }
            }
            #expect(refused > 0)
        }
        for message in Samples.requests { try check(message, every: 31) }
        try check(Samples.span, every: 1)
    }
}
