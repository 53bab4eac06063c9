import Testing

@testable import ThroughlineHTTP

@Suite("Request targets")
struct RequestTargetTests {
    @Test(
        "Path and query of every form",
        arguments: [
            ("/", "/", nil),
            ("/a/b", "/a/b", nil),
            ("/a?b=c", "/a", "b=c"),
            ("/a?b=c?d", "/a", "b=c?d"),
            ("/a?", "/a", nil),
            ("?a=b", "/", "a=b"),
            ("/a#b?c", "/a", nil),
            ("/a?b#c", "/a", "b"),
            ("//a", "//a", nil),
            ("/to?url=http://b/c", "/to", "url=http://b/c"),
            ("/http://b/c", "/http://b/c", nil),
            ("http://shop.example/a?b=c", "/a", "b=c"),
            ("http://shop.example", "/", nil),
            ("http://shop.example?b", "/", "b"),
            ("/a?\u{301}b", "/a", "\u{301}b"),
            ("/a#\u{301}b", "/a", nil),
            ("http://\u{301}shop.example/\u{301}a", "/\u{301}a", nil),
            ("*", "*", nil),
            ("", "/", nil),
            (nil, "/", nil),
        ] as [(String?, String, String?)]
    )
    func forms(target: String?, path: String, query: String?) {
        let parts = RequestTarget(target)
        #expect(parts.path == path)
        #expect(parts.query == query)
    }
}

@Suite("Queries without secrets")
struct RedactedQueryTests {
    @Test(
        "The values of the conventional keys are redacted, and nothing else is",
        arguments: [
            ("a=b", "a=b"),
            ("sig=abc", "sig=REDACTED"),
            ("a=b&sig=a%2Bc==&c=d", "a=b&sig=REDACTED&c=d"),
            ("sig=1&sig=2", "sig=REDACTED&sig=REDACTED"),
            ("X-Amz-Signature=1&X-Amz-Credential=2", "X-Amz-Signature=REDACTED&X-Amz-Credential=REDACTED"),
            ("X-Amz-Security-Token=1&AWSAccessKeyId=2", "X-Amz-Security-Token=REDACTED&AWSAccessKeyId=REDACTED"),
            ("Signature=1&X-Goog-Signature=2", "Signature=REDACTED&X-Goog-Signature=REDACTED"),
            ("SIG=1&signature=2&x=sig=3", "SIG=1&signature=2&x=sig=3"),
            ("sig=\u{301}abc", "sig=REDACTED"),
            ("a=b&\u{301}&sig=\u{301}1", "a=b&\u{301}&sig=REDACTED"),
            ("sig&&=&sig=", "sig&&=&sig=REDACTED"),
            ("", ""),
        ]
    )
    func redaction(query: String, expected: String) {
        #expect(RedactedQuery.text(of: query) == expected)
    }
}
