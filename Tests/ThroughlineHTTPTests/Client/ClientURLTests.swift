import Testing

@testable import ThroughlineHTTP

@Suite("A URL without its secrets")
struct RedactedURLTests {
    @Test(
        "is the URL where it has none",
        arguments: [
            "https://shop.example/products/1", "https://shop.example", "http://[::1]:8080/?a=b&c#top",
            "https://shop.example/@user", "http+unix://%2Ftmp%2Fshop.sock/products", "https://shop.example/é",
        ]
    )
    func plain(url: String) {
        #expect(RedactedURL.text(of: url) == url)
    }

    @Test(
        "has no credentials",
        arguments: [
            ("https://user:pass@shop.example/", "https://REDACTED:REDACTED@shop.example/"),
            ("https://token@shop.example:1/", "https://REDACTED:REDACTED@shop.example:1/"),
            ("https://user:p@ss@shop.example", "https://REDACTED:REDACTED@shop.example"),
            ("https://:@shop.example?a=b", "https://REDACTED:REDACTED@shop.example?a=b"),
            ("user:pass@shop.example/x", "REDACTED:REDACTED@shop.example/x"),
            // A password that should have been encoded: no such request can be sent.
            ("https://user:pa/ss@shop.example/", "https://REDACTED:REDACTED@shop.example/"),
            ("https://user:pa?ss@shop.example/", "https://REDACTED:REDACTED@shop.example/"),
            ("https://user:pa#ss@shop.example/?sig=1", "https://REDACTED:REDACTED@shop.example/?sig=REDACTED"),
        ]
    )
    func credentials(url: String, redacted: String) {
        #expect(RedactedURL.text(of: url) == redacted)
    }

    @Test(
        "has no value of the conventional keys",
        arguments: [
            "AWSAccessKeyId", "Signature", "X-Amz-Credential", "X-Amz-Security-Token", "X-Amz-Signature",
            "X-Goog-Signature", "sig",
        ]
    )
    func keys(key: String) {
        #expect(
            RedactedURL.text(of: "https://a.example/b?c=d&\(key)=secret&e=f#g")
                == "https://a.example/b?c=d&\(key)=REDACTED&e=f#g"
        )
    }

    @Test("has keys redacted wherever they stand, and however they are written")
    func query() {
        #expect(RedactedURL.text(of: "http://a/?sig=1&sig=2") == "http://a/?sig=REDACTED&sig=REDACTED")
        #expect(RedactedURL.text(of: "http://a/?%73ig=1&x=2") == "http://a/?%73ig=REDACTED&x=2")
        #expect(RedactedURL.text(of: "http://a/#x=1&sig=1") == "http://a/#x=1&sig=REDACTED")
        #expect(RedactedURL.text(of: "http://a/?sig=a=b") == "http://a/?sig=REDACTED")
        #expect(RedactedURL.text(of: "http://a/?SIG=1&sig&=x&&") == "http://a/?SIG=1&sig&=x&&")
    }

    @Test("has other keys redacted where a list takes the conventional one's place")
    func otherKeys() {
        #expect(RedactedURL.text(of: "http://a/?token=1&sig=2", hiding: ["token"]) == "http://a/?token=REDACTED&sig=2")
        #expect(
            RedactedURL.text(of: "http://a/?token=1&sig=2", hiding: .conventional.adding("token"))
                == "http://a/?token=REDACTED&sig=REDACTED"
        )
        #expect(RedactedURL.text(of: "http://a/?sig=2", hiding: []) == "http://a/?sig=2")
    }

    @Test("smuggles no control character into a span")
    func controls() {
        #expect(RedactedURL.text(of: "http://a/b\r\n\u{7F}?d=\0") == "http://a/b%0D%0A%7F?d=%00")
    }

    @Test(
        "is made of anything",
        arguments: [
            ("", ""), (":", ":"), ("://", "://"), ("://@", "REDACTED:REDACTED@"), ("@", "REDACTED:REDACTED@"),
            ("?", "?"), ("#", "#"), ("http://", "http://"), ("http://@?#", "http://REDACTED:REDACTED@?#"),
            ("%", "%"), ("a%", "a%"), ("?sig", "?sig"), ("?sig=", "?sig=REDACTED"), ("#sig=", "#sig=REDACTED"),
        ]
    )
    func anything(url: String, redacted: String) {
        #expect(RedactedURL.text(of: url) == redacted)
        #expect(URLOrigin(url) == nil)
        #expect(!ExcludedURLs(["shop.example", "https://shop.example/*"]).contains(url))
    }
}

@Suite("The server that a URL names")
struct URLOriginTests {
    @Test(
        "has a host and a port",
        arguments: [
            ("http://shop.example/x", "shop.example", 80), ("https://shop.example", "shop.example", 443),
            ("HTTPS://shop.example:8443?x", "shop.example", 8443), ("http://[::1]:8080/", "::1", 8080),
            ("http://user:pass@shop.example:1/", "shop.example", 1), ("http://192.0.2.1#x", "192.0.2.1", 80),
            ("http://shop.example:/", "shop.example", 80),
        ]
    )
    func host(url: String, host: String, port: Int) {
        #expect(URLOrigin(url)?.host == host)
        #expect(URLOrigin(url)?.port == port)
    }

    @Test(
        "is a socket",
        arguments: [
            ("http+unix://%2Ftmp%2Fshop.sock/products", "/tmp/shop.sock"),
            ("https+unix://%2ftmp%2fshop.sock", "/tmp/shop.sock"), ("unix:///tmp/shop.sock", "/tmp/shop.sock"),
        ]
    )
    func socket(url: String, path: String) {
        #expect(URLOrigin(url)?.host == path)
        #expect(URLOrigin(url)?.port == nil)
    }

    @Test(
        "is nowhere",
        arguments: ["", "shop.example", "ftp://a", "http://", "http://a:x/", "http://a:0/", "http+unix://", "unix://"]
    )
    func nowhere(url: String) {
        #expect(URLOrigin(url) == nil)
    }

    @Test("is the same whatever its letters' case, and whether the port is written")
    func same() throws {
        func isSame(_ first: String, _ second: String) throws -> Bool {
            try #require(URLOrigin(first)).isSame(as: try #require(URLOrigin(second)))
        }
        #expect(try isSame("https://Shop.example/a", "https://shop.example:443/b"))
        #expect(try !isSame("https://shop.example", "http://shop.example"))
        #expect(try !isSame("https://shop.example", "https://shop.example:444"))
        #expect(try !isSame("https://shop.example", "https://shop.example.evil.example"))
    }
}

@Suite("Requests that are excluded")
struct ExcludedURLsTests {
    @Test("are known by their host")
    func hosts() {
        let excluded: ExcludedURLs = ["169.254.169.254", "*.Internal"]
        #expect(excluded.contains("http://169.254.169.254/latest/meta-data"))
        #expect(excluded.contains("https://DB.internal:8443"))
        #expect(!excluded.contains("https://internal"))
        #expect(!excluded.contains("https://shop.example/169.254.169.254"))
        #expect(!excluded.contains("https://169.254.169.254@shop.example/"))
    }

    @Test("are known by their URL without its query")
    func urls() {
        let excluded: ExcludedURLs = ["https://shop.example/health*", "*/metrics"]
        #expect(excluded.contains("https://shop.example/healthz?full=1"))
        #expect(excluded.contains("http://other.example:81/metrics#top"))
        #expect(!excluded.contains("https://shop.example/products?from=/metrics"))
        #expect(!excluded.contains("http://shop.example/health"))
    }

    @Test("can be added to")
    func more() {
        var excluded: ExcludedURLs = ["a"]
        excluded += ["b", "*/c"]
        #expect(["http://a/", "http://b/", "http://d/c"].allSatisfy(excluded.contains))
    }

    @Test("are none by default")
    func none() {
        #expect(!ExcludedURLs([]).contains("http://a/"))
        #expect(!ExcludedURLs([""]).contains("http://a/"))
    }
}
