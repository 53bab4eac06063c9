import Testing

@testable import ThroughlineHTTP

@Suite("A Content-Length")
struct ContentLengthTests {
    @Test("is a number of bytes", arguments: [("0", 0), ("12", 12), ("007", 7), ("1099511627776", 1 << 40)])
    func number(text: String, bytes: Int) {
        #expect(ContentLength(text)?.bytes == bytes)
    }

    @Test(
        "is ignored where it is none, or one that no body has",
        arguments: [
            "", "-1", "+5", " 5", "5 ", "1e3", "0x10", "1, 1", "1099511627777", "9223372036854775807",
            "99999999999999999999",
        ]
    )
    func nonsense(text: String) {
        #expect(ContentLength(text) == nil)
    }
}
