import HTTPTypes
import Testing
import ThroughlineHTTP

@Suite("HTTP headers as a carrier")
struct HTTPFieldsCarrierTests {
    private let carrier = HTTPFieldsCarrier()

    @Test("Names are found in any case, values as they are")
    func extraction() throws {
        var headers: HTTPFields = [:]
        headers[try #require(HTTPField.Name("TraceParent"))] = "00-a-b-01"
        #expect(carrier.extract(key: "traceparent", from: headers) == "00-a-b-01")
        #expect(carrier.extract(key: "TRACEPARENT", from: headers) == "00-a-b-01")
        #expect(carrier.extract(key: "tracestate", from: headers) == nil)
        #expect(carrier.extract(key: "not a name", from: headers) == nil)
    }

    @Test("Headers of the same name are one list", arguments: ["traceparent", "tracestate", "baggage", "x-custom"])
    func several(key: String) throws {
        let name = try #require(HTTPField.Name(key))
        let headers = HTTPFields([HTTPField(name: name, value: "a=1"), HTTPField(name: name, value: "b=2,c=3")])
        let value = try #require(carrier.extract(key: key, from: headers))
        #expect(value.split(separator: ",").map { $0.drop { $0 == " " } } == ["a=1", "b=2", "c=3"])
    }

    @Test("Writing replaces what stood there")
    func injection() throws {
        let name = try #require(HTTPField.Name("traceparent"))
        var headers = HTTPFields([HTTPField(name: name, value: "old"), HTTPField(name: name, value: "older")])
        carrier.inject("new", forKey: "traceparent", into: &headers)
        carrier.inject("lost", forKey: "not a name", into: &headers)
        #expect(headers[values: name] == ["new"])
        #expect(headers.count == 1)
    }
}
