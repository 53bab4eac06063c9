import HTTPTypes
import Testing

@testable import ThroughlineHTTP

@Suite("Request methods")
struct RequestMethodTests {
    @Test(
        "The environment's list takes the place of the conventional one",
        arguments: [
            ("PURGE", ["PURGE"]),
            ("GET,PURGE", ["GET", "PURGE"]),
            (" GET , get,,", ["GET", "get"]),
        ] as [(String, Set<String>)]
    )
    func listed(list: String, expected: Set<String>) {
        #expect(RequestMethod.known(in: ["OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS": list]) == expected)
    }

    @Test("A list of nothing is as good as none", arguments: ["", " ", ",", " , "])
    func empty(list: String) {
        let known = RequestMethod.known(in: ["OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS": list])
        #expect(known == RequestMethod.known(in: [:]))
        #expect(known.contains("GET"))
    }

    @Test("Only what is known is named")
    func named() {
        let purge = RequestMethod(HTTPRequest.Method("PURGE")!, known: ["PURGE"])
        #expect(purge.attribute == "PURGE" && purge.spanName == "PURGE" && purge.original == nil)
        let get = RequestMethod(.get, known: ["PURGE"])
        #expect(get.attribute == "_OTHER" && get.spanName == "HTTP" && get.original == "GET")
    }
}
