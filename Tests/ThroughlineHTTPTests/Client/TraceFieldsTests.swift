import HTTPTypes
import TestSupport
import Testing
import ThroughlineHTTP
import Tracing

@Suite("Headers that carry a trace on")
struct TraceFieldsTests {
    private func fields(_ written: (String, String)...) -> [String] {
        withTracer(ForeignTracer(fields: written)) { TraceFields(.topLevel).map { "\($0.name): \($0.value)" } }
    }

    @Test("are those that the tracing backend writes")
    func written() {
        #expect(
            fields(("traceparent", "00-a-b-01"), ("X-Tenant", "a b")) == ["traceparent: 00-a-b-01", "X-Tenant: a b"]
        )
    }

    @Test("are none without a context, and none without a backend")
    func none() {
        #expect(withTracer(ForeignTracer(("traceparent", "x"))) { TraceFields(nil).isEmpty })
        #expect(withTracer(NoOpTracer()) { TraceFields(.topLevel).isEmpty })
    }

    @Test(
        "are left out where HTTP does not allow them",
        arguments: [
            ("baggage", "a=ü"), ("baggage", "a=1\r\nX-Evil: 1"), ("baggage", "a\0b"), ("baggage", "a\u{7F}"),
            ("", "a"), ("not a name", "a"), ("näme", "a"), ("name:", "a"), ("x\r\ny", "a"),
        ]
    )
    func invalid(name: String, value: String) {
        #expect(fields((name, value), ("traceparent", "p")) == ["traceparent: p"])
    }

    @Test("are left out where servers would refuse the request for them")
    func long() {
        let baggage = String(repeating: "b", count: 8_192)
        #expect(fields(("traceparent", "p"), ("baggage", baggage)) == ["traceparent: p", "baggage: \(baggage)"])
        #expect(fields(("traceparent", "p"), ("baggage", baggage + baggage)) == ["traceparent: p"])
        let many = (0..<1_000).map { ("ot-baggage-\($0)", String(repeating: "b", count: 100)) }
        let sent = withTracer(ForeignTracer(fields: many)) {
            TraceFields(.topLevel).reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        }
        #expect((16_000...16_384).contains(sent))
    }

    @Test("stand once, as they were written last")
    func twice() {
        #expect(fields(("traceparent", "old"), ("TraceParent", "new")) == ["TraceParent: new"])
    }

    @Test("replace those of another trace")
    func replaced() throws {
        let parent = try #require(HTTPField.Name("traceparent"))
        let state = try #require(HTTPField.Name("tracestate"))
        var headers = HTTPFields([
            HTTPField(name: parent, value: "old"), HTTPField(name: parent, value: "older"),
            HTTPField(name: state, value: "old=1"), HTTPField(name: .accept, value: "*/*"),
        ])
        withTracer(ForeignTracer(("traceparent", "new"))) { headers.injectTrace(.topLevel) }
        #expect(headers[values: parent] == ["new"])
        #expect(headers[values: state].isEmpty)
        #expect(headers[.accept] == "*/*")

        withTracer(ForeignTracer(("tracestate", "new=1"), ("traceparent", "newer"))) { headers.injectTrace(.topLevel) }
        #expect(headers[parent] == "newer")
        #expect(headers[state] == "new=1")
    }

    @Test("replace those of another trace in a dictionary, however their names are written")
    func dictionary() {
        var headers = ["Traceparent": "old", "TRACESTATE": "old=1", "Accept": "*/*"]
        withTracer(ForeignTracer(("traceparent", "new"))) { headers.injectTrace(.topLevel) }
        #expect(headers == ["traceparent": "new", "Accept": "*/*"])
    }

    @Test("leave what the caller has written alone, where there is no backend")
    func untouched() {
        var headers = ["traceparent": "mine", "tracestate": "mine=1"]
        withTracer(NoOpTracer()) { headers.injectTrace(.topLevel) }
        #expect(headers == ["traceparent": "mine", "tracestate": "mine=1"])
    }
}
