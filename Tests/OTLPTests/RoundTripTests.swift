import OTLP
import Testing

@Suite struct RoundTripTests {
    @Test func everyMessageSurvivesProtobuf() throws {
        func check<M: Message>(_ message: M) throws {
            #expect(try M(protobuf: message.protobuf()) == message)
        }
        for message in Samples.all { try check(message) }
    }

    @Test func everyMessageSurvivesJSON() throws {
        func check<M: Message>(_ message: M) throws {
            var expected = message
            if var status = message as? RPCStatus,
                let withoutDetails = {
                    status.details = []; return status
                }() as? M
            {
                expected = withoutDetails
            }
            #expect(try M(json: message.json()) == expected)
        }
        for message in Samples.all { try check(message) }
    }

    /// The samples are only worth as much as they set: of each type, every property differs from its default somewhere.
    @Test func samplesSetEveryProperty() {
        var unset: [String: Set<String>] = [:]
        func look<M: Message>(_ message: M) {
            let defaults = Mirror(reflecting: M()).children.map { String(reflecting: $0.value) }
            let unsetHere = zip(Mirror(reflecting: message).children, defaults)
                .filter { String(reflecting: $0.value) == $1 }
                .compactMap { $0.0.label }
            unset["\(M.self)", default: Set(unsetHere)].formIntersection(unsetHere)
        }
        for message in Samples.all where !(message is AnyValue) { look(message) }
        #expect(unset.filter { !$0.value.isEmpty } == [:])
        #expect(unset.count == 42)
    }

    @Test func emptyMessagesAreEmpty() throws {
        func check<M: Message>(_ message: M) throws {
            #expect(try M().protobuf() == [])
            #expect(try M(protobuf: []) == M())
            #expect(try M().json() == Array("{}".utf8))
            #expect(try M(json: Array("{}".utf8)) == M())
        }
        for message in Samples.all { try check(message) }
    }

    @Test func numbersOfEnumerationsThatNobodyKnowsAreKept() throws {
        let span = Span(kind: Span.Kind(rawValue: 99), status: Status(code: Status.Code(rawValue: -7)))
        #expect(try Span(protobuf: span.protobuf()) == span)
        #expect(try Span(json: span.json()) == span)
    }

    @Test(arguments: [
        Double.nan, .infinity, -.infinity, -0.0, 0, .leastNonzeroMagnitude, 1e16, 1e-5, 0.1, 1.7976931348623157e308,
    ])
    func doublesKeepTheirBits(_ value: Double) throws {
        let point = NumberDataPoint(value: .double(value))
        let read = [try NumberDataPoint(protobuf: point.protobuf()), try NumberDataPoint(json: point.json())]
        for case .double(let other)? in read.map(\.value) {
            #expect(other.bitPattern == value.bitPattern)
        }
        #expect(read.count == 2 && read.allSatisfy { $0.value != nil })
    }

    @Test func attributesAreFoundByKey() {
        #expect(Samples.attributes["int"] == -42)
        #expect(Samples.attributes["int"]?.intValue == -42)
        #expect(Samples.attributes["int"]?.stringValue == nil)
        #expect(Samples.attributes["missing"] == nil)
    }
}
