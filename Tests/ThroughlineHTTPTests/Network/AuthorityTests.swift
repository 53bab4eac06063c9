import Testing

@testable import ThroughlineHTTP

@Suite("Authorities")
struct AuthorityTests {
    @Test(
        "A host and a port",
        arguments: [
            ("shop.example", "shop.example", nil),
            ("shop.example:8080", "shop.example", 8080),
            ("127.0.0.1:80", "127.0.0.1", 80),
            ("[::1]", "::1", nil),
            ("[2001:db8::1]:65535", "2001:db8::1", 65_535),
            ("[::ffff:192.0.2.1]:1", "::ffff:192.0.2.1", 1),
            ("shop.example:", "shop.example", nil),
        ] as [(String, String, Int?)]
    )
    func wellFormed(text: String, host: String, port: Int?) throws {
        let authority = try #require(Authority(text))
        #expect(authority.host == host)
        #expect(authority.port == port)
    }

    @Test(
        "What is no authority gives neither",
        arguments: [
            "", ":8080", "[", "[]", "[::1", "[::1]x", "[nonsense]", "::1", "shop:0", "shop:65536", "shop:8080x",
            "shop:-1", "shop:99999999999999999999", "user:password@shop.example", "shop.example/path", "shop example",
            "shop\u{0}", "shop\u{9b}2J", "shop\u{85}:80", "\u{fffd}\u{fffd}", "shop,other",
            String(repeating: "a", count: 300),
        ]
    )
    func malformed(text: String) {
        #expect(Authority(text) == nil)
    }
}
