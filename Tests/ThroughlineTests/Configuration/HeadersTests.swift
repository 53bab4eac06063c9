import Testing

@testable import Throughline

@Suite struct HeadersTests {
    @Test func namesHaveNoCase() {
        var headers: Headers = ["API-Key": "1", "b": "2", "api-key": "3"]
        #expect(headers["Api-Key"] == "3")
        #expect(headers.map(\.name) == ["api-key", "b"])
        headers["API-KEY"] = nil
        #expect(headers.map(\.value) == ["2"])
    }

    @Test(arguments: [
        ("", "x"), ("a b", "x"), ("a:", "x"), ("é", "x"), ("a\r\n", "x"), ("a", "x\r\ny: z"), ("a", "x\u{0}"),
        ("a", "\u{7f}"), ("Content-Length", "1"), ("content-type", "x"), ("Transfer-Encoding", "chunked"),
        ("host", "x"),
    ])
    func refuses(name: String, value: String) {
        let headers: Headers = [name: value]
        #expect(headers.map(\.name) == [])
        #expect(headers.refusedNames == [name])
        var configuration = Configuration()
        configuration.otlp.headers = headers
        #expect(configuration.checked().warnings.map(\.setting) == ["otlp.headers"])
    }

    @Test(arguments: ["", "x\ty", "Bearer a.b-c==", "é"])
    func takes(value: String) {
        let headers: Headers = ["a": value]
        #expect(headers["a"] == value)
        #expect(headers.refusedNames == [])
    }

    @Test func noDescriptionHoldsAValue() {
        var configuration = Configuration()
        configuration.otlp.headers["api-key"] = "s3cret"
        configuration.traces.otlp.headers["api-key"] = "s3cret"
        var texts = [
            "\(configuration)", String(reflecting: configuration), "\(configuration.otlp)",
            String(reflecting: configuration.otlp), "\(configuration.otlp.headers)", "\([configuration.otlp.headers])",
        ]
        var dumped = ""
        dump(configuration, to: &dumped)
        texts.append(dumped)
        for text in texts {
            #expect(!text.contains("s3cret"))
        }
        #expect(texts.allSatisfy { $0.contains("api-key") })
    }
}

@Suite struct HeaderMaskTests {
    @Test func aRepeatedKeyIsMasked() {
        let headers: Headers = ["authorization": "Bearer s3cr3t-t0ken", "tenant": "a"]
        #expect(headers.masked(in: "invalid key s3cr3t-t0ken for tenant a") == "invalid key *** for tenant a")
        #expect(headers.masked(in: "got 'Bearer s3cr3t-t0ken'") == "got '***'")
    }
}
