extension BadInputCase {
    static let all: [Self] = floods + traces + queries + targets + hosts + methods + fields + nonsense

    private static let floods: [Self] = [
        Self("150 headers", head + (1...150).map { "X-\($0): \($0)\r\n" }.joined() + "\r\n"),
        Self("2000 headers", head + (1...2000).map { "X-\($0): \($0)\r\n" }.joined() + "\r\n"),
        Self("70,000 headers", head + repeating("X: 1\r\n", 70_000) + "\r\n"),
        Self("a header of a mebibyte", head + "X-Large: \(repeating("v", 1 << 20))\r\n\r\n"),
        Self("a header's name of a mebibyte", head + "\(repeating("X", 1 << 20)): v\r\n\r\n"),
        Self(
            "a target of a mebibyte",
            "GET /\(repeating("a", 1 << 20)) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        ),
        .request("a target of 32 KiB", "/relay?q=" + repeating("%1b", 10_000)),
        .request("a User-Agent of 32 KiB", "/relay", "User-Agent: " + repeating("v", 32 << 10)),
        .request("a Host of 32 KiB", host: "Host: " + repeating("h", 32 << 10)),
    ]

    private static let traces: [Self] = [
        .request("traceparent a hundred times", "/relay", repeating("\(parent)\r\n", 100) + "X: 1"),
        .request("traceparent a thousand times", "/relay", repeating("\(parent)\r\n", 1000) + "X: 1"),
        .request(
            "a traceparent of 32 KiB",
            "/relay",
            "traceparent: cc" + parent.dropFirst(15) + repeating("-00", 10_000)
        ),
        .request("tracestate a hundred times", "/relay", parent, repeating("tracestate: a=1\r\n", 100) + "X: 1"),
        .request("a tracestate of 32 KiB", "/relay", parent, "tracestate: a=" + repeating("v", 32 << 10)),
        .request("baggage of 8 KiB", "/relay", "baggage: " + repeating("k=v,", 2048)),
        .request("baggage of 32 KiB", "/relay", "baggage: " + repeating("k=%0d%0aX: 1,", 2500)),
        .request(
            "baggage with escaped control characters",
            "/relay",
            "baggage: a=%0d%0aX-Smuggled:%201,b=%1b%5b2J,c=%00"
        ),
        .request("control characters in the properties of baggage", "/relay", "baggage: a=1;~[2J=1", byte: 0x1B),
        .request("baggage that is not ASCII", "/relay", "baggage: a=~", byte: 0xFF),
        .request("a tracestate that is not ASCII", "/relay", parent, "tracestate: a=~", byte: 0xFF),
        .request("a traceparent that is not ASCII", "/relay", "\(parent)-~", byte: 0xFF),
        .request(
            "a folded traceparent",
            "/relay",
            "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-\r\n 00f067aa0ba902b7-01"
        ),
    ]

    private static let queries: [Self] = [
        .request("a line feed in the query", "/relay?a=~X-Smuggled: 1", byte: 0x0A),
        .request("a carriage return in the query", "/relay?a=~", byte: 0x0D),
        .request("an escape in the query", "/relay?a=~[2J", byte: 0x1B),
        .request("NUL in the query", "/relay?a=~", byte: 0x00),
        .request("DEL in the query", "/relay?a=~", byte: 0x7F),
        .request("a tab in the query", "/relay?a=~b", byte: 0x09),
        .request("a byte of Latin 1 in the query", "/relay?a=~", byte: 0xE4),
        .request("a control character of Latin 1 in the query", "/relay?a=~2J", byte: 0x9B),
        .request("half a character in the query", "/relay?a=~", byte: 0xC3),
        .request("a C1 control character in the query", "/relay?a=\u{9b}2J"),
        .request("a C1 control character in the path", "/\u{9b}2J/\u{85}"),
        .request("characters that change the direction", "/relay?a=\u{202e}\u{2066}\u{2028}"),
        .request("escaped line breaks", "/relay?a=%0d%0aX-Smuggled:%201&b=%0A"),
        .request("escaped terminal sequences", "/relay?%1b%5b31m=%1b%5d0;title%07&%9b2J"),
        .request("escaped NUL", "/relay?a=%00&%00=b"),
        .request("broken escapes", "/relay?a=%&b=%4&c=%zz&%"),
        .request("a secret", "/relay?sig=hunter2&X-Amz-Signature=hunter2"),
        .request("nothing but separators", "/relay?&&==&?=#&%23"),
    ]

    private static let targets: [Self] = [
        .request("the absolute form", "http://relay.example/relay?a=1"),
        .request("the absolute form with credentials", "http://user:hunter2@relay.example/relay?sig=hunter2"),
        .request("the absolute form without a path", "http://relay.example"),
        .request("the absolute form, broken", "http://[::1/relay"),
        .request("the absolute form with another scheme", "javascript://relay.example/%0aalert(1)"),
        .request("the asterisk form", "*", method: "OPTIONS"),
        .request("the asterisk with another method", "*"),
        .request("the authority form", "relay.example:443", method: "CONNECT"),
        .request("two slashes", "//evil.example/relay"),
        .request("dots", "/../../relay/../%2e%2e/etc/passwd"),
        .request("a fragment", "/relay#hunter2"),
        .request("no target", ""),
        .request("no slash", "relay"),
        .request("spaces", "/relay a b"),
    ]

    private static let hosts: [Self] = [
        .request("no Host", host: nil),
        .request("an empty Host", host: "Host:"),
        .request("two Hosts", host: "Host: a.example\r\nHost: b.example"),
        .request("a Host with credentials", host: "Host: user:hunter2@relay.example"),
        .request("a Host with a port that is none", host: "Host: relay.example:99999"),
        .request("a Host with a port of 32 KiB", host: "Host: relay.example:" + repeating("1", 32 << 10)),
        .request("a Host with spaces", host: "Host: relay example"),
        .request("a Host with a path", host: "Host: relay.example/path?query#fragment"),
        .request("a Host that is half an address", host: "Host: [::1"),
        .request("a Host that is not UTF-8", host: "Host: ~~~", byte: 0xFE),
        .request("a Host with a C1 control character", host: "Host: a\u{9b}2Jb"),
        .request("a Host with an escape", host: "Host: a~[2Jb", byte: 0x1B),
    ]

    private static let methods: [Self] = [
        .request("a method of one's own", method: "FROBNICATE"),
        .request("a method in lower case", method: "get"),
        .request("a method of 32 KiB", method: repeating("M", 32 << 10)),
        .request("a method with a control character", method: "G~ET", byte: 0x1B),
        .request("no method", method: ""),
        .request("HTTP/1.0 without a Host", host: nil, version: "HTTP/1.0"),
        .request("HTTP/0.9", version: "HTTP/0.9"),
        .request("HTTP/9.9", version: "HTTP/9.9"),
        .request("no version", version: ""),
        .request("another protocol", version: "RTSP/1.0"),
    ]

    private static let fields: [Self] = [
        .request("an escape in the User-Agent", "/relay", "User-Agent: ~[2J", byte: 0x1B),
        .request("NUL in the User-Agent", "/relay", "User-Agent: a~b", byte: 0x00),
        .request("a C1 control character in the User-Agent", "/relay", "User-Agent: \u{9b}2J\u{85}"),
        .request("a byte of Latin 1 in the User-Agent", "/relay", "User-Agent: J~rgen", byte: 0xFC),
        .request("a tab in the User-Agent", "/relay", "User-Agent: a\tb"),
        .request("a lone line feed", "/relay", "User-Agent: a~X-Smuggled: 1", byte: 0x0A),
        .request("a lone carriage return", "/relay", "User-Agent: a~X-Smuggled: 1", byte: 0x0D),
        .request("a space in front of the colon", "/relay", "traceparent : 1"),
        .request("a header without a name", "/relay", ": 1"),
        .request("a header without a colon", "/relay", "traceparent"),
        .request("a header's name that is not ASCII", "/relay", "traceparent~: 1", byte: 0xFC),
        .request("two lengths", "/relay", "Content-Length: 1\r\nContent-Length: 2"),
        .request("a length below zero", "/relay", "Content-Length: -1"),
        .request("a length beyond all bounds", "/relay", "Content-Length: 99999999999999999999"),
        .request("a length and chunks", "/relay", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
        .request("chunks that are none", "/relay", "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello"),
    ]

    private static let nonsense: [Self] = [
        Self("nothing", "", thenCloses: true),
        Self("half a head", "GET /relay HTTP/1.1\r\nHost: relay.example\r\ntraceparent: 00-", thenCloses: true),
        Self("half a body", "POST /relay HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello", thenCloses: true),
        Self("a TLS handshake", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03], thenCloses: true),
        Self("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", thenCloses: true),
        Self("zeros", [UInt8](repeating: 0, count: 100_000), thenCloses: true),
        Self("every byte", (0...255).flatMap { byte in [UInt8](repeating: byte, count: 100) }, thenCloses: true),
    ]

    private static let head = "GET /relay HTTP/1.1\r\nHost: relay.example\r\nConnection: close\r\n"
    private static let parent = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
}
