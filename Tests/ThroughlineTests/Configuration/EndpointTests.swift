import Testing

@testable import Throughline

@Suite struct EndpointTests {
    @Test(arguments: [
        ("http://localhost:4318", "http://localhost:4318/v1/traces"),
        ("http://localhost:4318/", "http://localhost:4318/v1/traces"),
        ("http://host", "http://host/v1/traces"),
        ("https://host/a", "https://host/a/v1/traces"),
        ("https://host/a/", "https://host/a/v1/traces"),
        ("HTTPS://host/a%20b", "https://host/a%20b/v1/traces"),
        ("https://host/a?key=1", "https://host/a/v1/traces?key=1"),
        ("https://host/a#part", "https://host/a/v1/traces"),
        ("https://me:pw@host", "https://host/v1/traces"),
        ("http://[::1]:4318", "http://[::1]:4318/v1/traces"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1/v1/traces"),
    ])
    func aBaseGetsThePathOfTheSignal(text: String, url: String) {
        #expect(Endpoint.base(text).url(for: "v1/traces") == url)
        #expect(Endpoint(stringLiteral: text).url(for: "v1/traces") == url)
    }

    @Test(arguments: [
        ("http://host:4318", "http://host:4318/"),
        ("http://host:4318/", "http://host:4318/"),
        ("https://host/v1/traces", "https://host/v1/traces"),
        ("https://host/a?key=1", "https://host/a?key=1"),
        ("https://host?key=1", "https://host/?key=1"),
    ])
    func anExactAddressStaysAsItIs(text: String, url: String) {
        #expect(Endpoint.exact(text).url(for: "v1/traces") == url)
    }

    @Test(arguments: [
        "", "host", "host:4318", "//host", "ftp://host", "http:", "http://", "http:///path", "http://h:0", "http://a b",
        "http://%00",
    ])
    func othersAreInvalid(text: String) {
        #expect(!Endpoint.base(text).isValid)
        #expect(Endpoint.exact(text).url(for: "v1/traces") == nil)
    }

    @Test func itsDescriptionHoldsNoSecret() {
        let endpoint = Endpoint.base("https://me:s3cret@host:1/path?key=s3cret#s3cret")
        #expect(endpoint.description == "https://host:1/path?…")
        var dumped = ""
        dump(endpoint, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect(!String(reflecting: [endpoint]).contains("s3cret"))
    }
}
