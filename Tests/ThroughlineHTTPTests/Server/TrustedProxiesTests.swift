import HTTPTypes
import InMemoryTracing
import SemanticConventions
import SpanRecording
import TestSupport
import Testing
import Tracing

@testable import ThroughlineHTTP

@Suite("What proxies say")
struct TrustedProxiesTests {
    private let tracer = InMemoryTracer()

    /// What a span says of a request to `http://inner.example:8080`.
    private func span(
        _ headers: [(String, String)],
        from peer: TestConnection = TestConnection(from: "10.0.0.1"),
        trusting proxies: TrustedProxies = [.private],
        scheme: URLScheme? = nil
    ) throws -> FinishedInMemorySpan {
        var options = HTTPServerOptions()
        options.trustedProxies = proxies
        options.scheme = scheme
        options.capturing = [.clientPort]
        var fields = HTTPFields()
        for (name, value) in headers {
            fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        let request = HTTPRequest(
            method: .get,
            scheme: "http",
            authority: "inner.example:8080",
            path: "/",
            headerFields: fields
        )
        let instrumentation = HTTPServerInstrumentation(scope: InstrumentationScope(name: "test"), options: options)
        withTracer(tracer) { HTTPServerSpan(request, by: instrumentation, over: peer).end() }
        return try #require(tracer.popFinishedSpans().first)
    }

    private func expectNothingForwarded(_ span: FinishedInMemorySpan, peer: String = "10.0.0.1") {
        #expect(span[.clientAddress] == peer)
        #expect(span[.serverAddress] == "inner.example")
        #expect(span[.serverPort] == 8080)
        #expect(span[.urlScheme] == "http")
    }

    private static let both = [
        ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Host", "shop.example"), ("X-Forwarded-Proto", "https"),
        ("Forwarded", "for=203.0.113.7;host=shop.example;proto=https"),
    ]

    @Test("is not read by default")
    func byDefault() throws {
        expectNothingForwarded(try span(Self.both, trusting: HTTPServerOptions().trustedProxies))
    }

    @Test("is not read where somebody else is at the other end")
    func strangers() throws {
        expectNothingForwarded(try span(Self.both, from: TestConnection(from: "203.0.113.9")), peer: "203.0.113.9")
        let span = try span(Self.both, from: TestConnection())
        #expect(span[.clientAddress] == nil)
        #expect(span[.urlScheme] == "http")
    }

    @Test("is read where they are trusted: the client, the host and the scheme")
    func forwarded() throws {
        for headers in [Array(Self.both.prefix(3)), [Self.both[3]]] {
            let span = try span(headers)
            #expect(span[.clientAddress] == "203.0.113.7")
            #expect(span[.serverAddress] == "shop.example")
            #expect(span[.serverPort] == 443)
            #expect(span[.urlScheme] == "https")
            #expect(span[.networkPeerAddress] == "10.0.0.1")
            #expect(span[.networkPeerPort] == 4711)
            #expect(span[.clientPort] == nil)
        }
    }

    @Test("is believed of neither header where the two do not agree: one of them the client has made up")
    func disagreement() throws {
        let headers = [
            ("X-Forwarded-For", "203.0.113.1"), ("X-Forwarded-Host", "x.example"), ("Forwarded", "for=203.0.113.2"),
        ]
        #expect(try span(headers)[.clientAddress] == "10.0.0.1")
        #expect(try span(headers)[.serverAddress] == "inner.example")
        let malformed = [("X-Forwarded-For", "6.6.6.6"), ("Forwarded", #"for=", for=203.0.113.9"#)]
        #expect(try span(malformed)[.clientAddress] == "10.0.0.1")
        let agreed = [("X-Forwarded-For", "203.0.113.2"), ("Forwarded", "for=203.0.113.2;host=shop.example")]
        #expect(try span(agreed)[.clientAddress] == "203.0.113.2")
        #expect(try span(agreed)[.serverAddress] == "shop.example")

        var proxies: TrustedProxies = [.private]
        proxies.headers = .xForwarded
        #expect(try span(headers, trusting: proxies)[.clientAddress] == "203.0.113.1")
        #expect(try span(headers, trusting: proxies)[.serverAddress] == "x.example")
        proxies.headers = .forwarded
        #expect(try span([headers[0]], trusting: proxies)[.clientAddress] == "10.0.0.1")
        proxies.headers = []
        #expect(try span(headers, trusting: proxies)[.clientAddress] == "10.0.0.1")
    }

    @Test(
        "is followed from the right, to the first that is not one of them",
        arguments: [
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7, 10.0.0.2", "203.0.113.7"),
            ("198.51.100.1, 203.0.113.7, 10.0.0.2, 192.168.1.1", "203.0.113.7"),
            ("10.0.0.9, 203.0.113.7", "203.0.113.7"),
            ("10.0.0.3,10.0.0.2", "10.0.0.3"),
            ("203.0.113.7:4711", "203.0.113.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("2001:db8::7, ::ffff:10.0.0.2", "2001:db8::7"),
            ("nonsense, 10.0.0.2", "10.0.0.2"),
            ("203.0.113.7, nonsense", "10.0.0.1"),
            ("203.0.113.7, , 10.0.0.2", "10.0.0.2"),
            ("unknown", "10.0.0.1"),
            ("", "10.0.0.1"),
            (",", "10.0.0.1"),
            ("203.0.\u{1}113.7", "10.0.0.1"),
        ]
    )
    func walk(header: String, client: String) throws {
        #expect(try span([("X-Forwarded-For", header)])[.clientAddress] == client)
        let last = header.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        #expect(try span(last.map { ("X-Forwarded-For", $0) })[.clientAddress] == client)
    }

    @Test(
        "is followed in Forwarded too",
        arguments: [
            ("for=203.0.113.7", "203.0.113.7"),
            ("For=203.0.113.7, for=10.0.0.2", "203.0.113.7"),
            (#"for="[2001:db8::7]:4711""#, "2001:db8::7"),
            (#"for="203.0.113.7:4711""#, "203.0.113.7"),
            (#"for="\203.0.113.7""#, "203.0.113.7"),
            ("for=_hidden, for=10.0.0.2", "10.0.0.2"),
            ("for=unknown", "10.0.0.1"),
            ("by=10.0.0.1;for=203.0.113.7;proto=http", "203.0.113.7"),
            ("for=203.0.113.7;by=\"a,b;c=d\"", "203.0.113.7"),
            ("for=203.0.113.7;;,", "203.0.113.7"),
            (#"for="203.0.113.7"#, "10.0.0.1"),
            ("for", "10.0.0.1"),
            ("for=203.0.113.7 junk", "10.0.0.1"),
            ("=203.0.113.7", "10.0.0.1"),
            ("", "10.0.0.1"),
        ]
    )
    func standardWalk(header: String, client: String) throws {
        #expect(try span([("Forwarded", header)])[.clientAddress] == client)
    }

    @Test("of the host and the scheme counts where it is the same proxy's word as that of the client")
    func alignment() throws {
        let spoofed = try span([
            ("X-Forwarded-For", "198.51.100.1, 203.0.113.7"),
            ("X-Forwarded-Proto", "http, https"), ("X-Forwarded-Host", "evil.example, shop.example"),
            ("X-Forwarded-Port", "1, 8443"),
        ])
        #expect(spoofed[.urlScheme] == "https")
        #expect(spoofed[.serverAddress] == "shop.example")
        #expect(spoofed[.serverPort] == 8443)

        let chained = try span([
            ("X-Forwarded-For", "203.0.113.7, 10.0.0.2"), ("X-Forwarded-Proto", "https, http"),
            ("X-Forwarded-Host", "shop.example"),
        ])
        #expect(chained[.urlScheme] == "https")
        #expect(chained[.serverAddress] == "shop.example")

        let standard = try span([
            ("Forwarded", "for=198.51.100.1;host=evil.example;proto=http"),
            ("Forwarded", #"for=203.0.113.7;host="shop.example:8443";proto=HTTPS, for=10.0.0.2;proto=http"#),
        ])
        #expect(standard[.clientAddress] == "203.0.113.7")
        #expect(standard[.serverAddress] == "shop.example")
        #expect(standard[.serverPort] == 8443)
        #expect(standard[.urlScheme] == "https")
    }

    @Test("of a port belongs to the host, or to the client")
    func ports() throws {
        #expect(try span([("X-Forwarded-Port", "8443")])[.serverPort] == 8080)
        let headers = [("X-Forwarded-Host", "shop.example"), ("X-Forwarded-Port", "8443")]
        #expect(try span(headers)[.serverPort] == 8443)
        #expect(try span([("X-Forwarded-For", "203.0.113.7:4712")])[.clientPort] == 4712)
        #expect(try span([])[.clientPort] == 4711)
    }

    @Test(
        "that is no host, scheme or port is passed over",
        arguments: [
            ("X-Forwarded-Host", "evil host"), ("X-Forwarded-Host", "<script>"), ("X-Forwarded-Host", ""),
            ("X-Forwarded-Proto", "javascript"), ("X-Forwarded-Proto", "ht\u{1}ps"), ("X-Forwarded-Port", "99999"),
            ("X-Forwarded-Port", "-1"), ("Forwarded", "host=\"a b\";proto=gopher"),
        ]
    )
    func nonsense(name: String, value: String) throws {
        expectNothingForwarded(try span([(name, value)]))
    }

    @Test("is followed no further than anybody's proxies reach, however long it is")
    func flood() throws {
        let hops = Array(repeating: "10.0.0.2", count: 10_000).joined(separator: ", ")
        #expect(try span([("X-Forwarded-For", "203.0.113.7, \(hops)")])[.clientAddress] == "10.0.0.2")
        #expect(try span([("Forwarded", "for=\(hops)")])[.clientAddress] == "10.0.0.1")
    }

    @Test("counts over a Unix domain socket where that is trusted")
    func unixDomainSocket() throws {
        let connection = TestConnection(transport: "unix")
        let headers = [("X-Forwarded-For", "203.0.113.7")]
        #expect(try span(headers, from: connection, trusting: [.unixDomainSocket])[.clientAddress] == "203.0.113.7")
        #expect(try span(headers, from: connection, trusting: [.loopback])[.clientAddress] == nil)
    }

    @Test(
        "counts where an address or a block is trusted",
        arguments: [
            ("203.0.113.9", "203.0.113.9", true), ("203.0.113.9", "203.0.113.8", false),
            ("2001:db8::/32", "2001:db8::9", true), ("nonsense", "203.0.113.9", false), ("", "203.0.113.9", false),
        ]
    )
    func addresses(proxy: String, peer: String, isTrusted: Bool) throws {
        let proxies = TrustedProxies([TrustedProxies.Proxy(stringLiteral: proxy)])
        let span = try span(
            [("X-Forwarded-For", "198.51.100.1")],
            from: TestConnection(from: peer),
            trusting: proxies
        )
        #expect(span[.clientAddress] == (isTrusted ? "198.51.100.1" : peer))
    }

    @Test(
        "counts on this machine, and in private networks, by name",
        arguments: [
            (TrustedProxies.Proxy.loopback, "127.0.0.2", true), (.loopback, "::1", true),
            (.loopback, "10.0.0.1", false),
            (.private, "10.0.0.1", true), (.private, "172.16.0.1", true), (.private, "192.168.0.1", true),
            (.private, "169.254.0.1", true), (.private, "fd00::1", true), (.private, "fe80::1%eth0", true),
            (.private, "127.0.0.1", false), (.private, "8.8.8.8", false),
        ]
    )
    func names(proxy: TrustedProxies.Proxy, address: String, isTrusted: Bool) throws {
        let proxies = TrustedProxies([proxy])
        #expect(proxies.contain(NetworkPeer(address: address), transport: "tcp") == isTrusted)
    }

    @Test("does not change a scheme that the options set")
    func scheme() throws {
        #expect(try span(Self.both, scheme: .http)[.urlScheme] == "http")
        #expect(try span([], scheme: .https)[.urlScheme] == "https")
    }
}
