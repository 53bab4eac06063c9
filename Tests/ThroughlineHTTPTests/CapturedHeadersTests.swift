import HTTPTypes
import SpanRecording
import Testing

@testable import ThroughlineHTTP

@Suite("Headers that spans record")
struct CapturedHeadersTests {
    private func record(_ headers: CapturedHeaders, _ fields: HTTPFields) -> [String: [String]] {
        var attributes = Attributes()
        headers.record(fields, of: .request, in: &attributes)
        return attributes.reduce(into: [:]) { $0[$1.name] = [String]($1.value) }
    }

    @Test("are those on the list, in lower case, each an array of its values")
    func list() {
        let fields: HTTPFields = [.accept: "text/html", .userAgent: "curl/8", .contentType: "text/plain"]
        #expect(
            record(["Accept", "content-type", "x-absent"], fields)
                == ["http.request.header.accept": ["text/html"], "http.request.header.content-type": ["text/plain"]]
        )
    }

    @Test("that stand several times have an element each time")
    func repeated() {
        var fields = HTTPFields()
        fields.append(HTTPField(name: .accept, value: "text/html"))
        fields.append(HTTPField(name: .accept, value: "image/png, image/gif"))
        #expect(record(["accept"], fields) == ["http.request.header.accept": ["text/html", "image/png, image/gif"]])
    }

    @Test("of a response have names of their own")
    func response() {
        var attributes = Attributes()
        CapturedHeaders(["retry-after"]).record([(name: "Retry-After", value: "5")], of: .response, in: &attributes)
        #expect(attributes == ["http.response.header.retry-after": .strings(["5"])])
    }

    @Test(
        "are masked by the environment wherever a name stands in theirs, also where it is a regular expression",
        arguments: ["token", "TOKEN", ".*token.*", "^x-shop-token$", "x-shop", "tok[e]n", "x-(shop|session)-.*"]
    )
    func sanitizedByEnvironment(pattern: String) {
        let environment = [
            "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST": "x-.*",
            "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SANITIZE_FIELDS": pattern,
        ]
        let headers = CapturedHeaders.listed(in: .serverRequest, of: environment)
        var fields = HTTPFields()
        fields[HTTPField.Name("x-shop-token")!] = "s3cret"
        #expect(record(headers, fields) == ["http.request.header.x-shop-token": ["REDACTED"]])
    }

    @Test("are masked by the environment only where the pattern has them", arguments: ["^token", "shop$", "session"])
    func notSanitizedByEnvironment(pattern: String) {
        let environment = [
            "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST": "X-SHOP-TOKEN",
            "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SANITIZE_FIELDS": pattern,
        ]
        var fields = HTTPFields()
        fields[HTTPField.Name("x-shop-token")!] = "a"
        let headers = CapturedHeaders.listed(in: .serverRequest, of: environment)
        #expect(record(headers, fields) == ["http.request.header.x-shop-token": ["a"]])
    }

    @Test("are not looked at where none is to be recorded")
    func none() {
        #expect(CapturedHeaders([]).isEmpty)
        #expect(CapturedHeaders([""]).isEmpty)
        #expect(record([], [.accept: "text/html"]).isEmpty)
    }

    @Test("match wildcards")
    func wildcards() {
        let fields: HTTPFields = [.init("X-Shop-Id")!: "1", .init("X-Other")!: "2", .accept: "*/*"]
        #expect(record(["x-*-id"], fields) == ["http.request.header.x-shop-id": ["1"]])
        #expect(record(["*"], fields).count == 3)
    }

    @Test(
        "that hold secrets match no wildcard, and are masked where they are named",
        arguments: [
            "Authorization", "Cookie", "Proxy-Authorization", "Set-Cookie", "X-Api-Key", "Api-Key", "ApiKey",
            "X-Auth-Token", "X-Access-Token", "X-Session-Token", "X-CSRF-Token", "X-XSRF-Token",
            "X-Amz-Security-Token", "X-Goog-Api-Key", "X-Vault-Token", "Private-Token", "DD-API-KEY",
        ]
    )
    func secrets(name: String) throws {
        let fields: HTTPFields = [try #require(HTTPField.Name(name)): "secret"]
        #expect(record(["*", name.dropLast() + "*", "x-*"], fields).isEmpty)
        let attribute = "http.request.header.\(name.lowercased())"
        #expect(record([name], fields) == [attribute: ["REDACTED"]])
        #expect(record(CapturedHeaders([name], unmasked: [name]), fields) == [attribute: ["secret"]])
    }

    @Test("that hold secrets are known by their names in lower case")
    func lowercaseSecrets() {
        #expect(SecretHeaders.names.allSatisfy { $0 == $0.lowercased() && HTTPField.Name($0) != nil })
    }

    @Test("that are sanitised have every value replaced")
    func sanitized() {
        var fields: HTTPFields = [.init("X-Shop-Key")!: "secret", .accept: "*/*"]
        fields.append(HTTPField(name: .init("x-shop-key")!, value: "other"))
        let headers = CapturedHeaders(["x-*", "accept"], sanitized: ["X-*-Key"])
        #expect(
            record(headers, fields)
                == ["http.request.header.x-shop-key": ["REDACTED", "REDACTED"], "http.request.header.accept": ["*/*"]]
        )
    }

    @Test("cannot be so many that they push everything else out of the span")
    func flood() {
        var fields = HTTPFields()
        for number in 0..<1_000 { fields.append(HTTPField(name: .init("x-\(number)")!, value: "v")) }
        #expect(record(["x-*"], fields).count == 128)
    }

    @Test("come from the environment")
    func environment() {
        let environment = [
            "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_REQUEST": " Accept ,, X-*,",
            "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SANITIZE_FIELDS": "x-secret*",
        ]
        let headers = CapturedHeaders.listed(in: .clientRequest, of: environment)
        #expect(
            record(headers, [.accept: "*/*", .init("x-secret-1")!: "s", .userAgent: "curl"])
                == ["http.request.header.accept": ["*/*"], "http.request.header.x-secret-1": ["REDACTED"]]
        )
        #expect(CapturedHeaders.listed(in: .clientResponse, of: environment).isEmpty)
        #expect(CapturedHeaders.listed(in: .serverRequest, of: [:]).isEmpty)
    }
}
