import HTTPTypes
import Testing

@testable import ThroughlineViewer

/// Who may ask a viewer.
@Suite struct OriginRuleTests {
    private func status(
        host authority: String?,
        listeningOn address: String = "127.0.0.1",
        _ fields: HTTPFields = [:]
    ) -> HTTPResponse.Status? {
        let request = HTTPRequest(
            method: .get,
            scheme: "http",
            authority: authority,
            path: "/api/traces",
            headerFields: fields
        )
        do {
            try OriginRule(host: address).check(request)
            return nil
        } catch {
            return error.status
        }
    }

    @Test(arguments: [
        "localhost", "localhost:4318", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:4318", "[::1]", "[::1]:4318",
    ])
    func `The names that only this machine has are answered`(host: String) {
        #expect(status(host: host) == nil)
    }

    @Test(arguments: [
        nil, "", "evil.example", "evil.example:4318", "localhost.evil.example", "127.0.0.1.evil.example",
        "evil.example:80@localhost",
        "[::1].evil.example", "[::1", "192.168.0.7", "127.0.0.2", "0.0.0.0", "localhost.",
    ])
    func `A name that may be anybody's is not`(host: String?) {
        #expect(status(host: host) == .misdirectedRequest)
    }

    @Test func `The address that is listened on is answered, and on all addresses every address, but no name`() {
        #expect(status(host: "192.168.0.7:4318", listeningOn: "192.168.0.7") == nil)
        #expect(status(host: "viewer.internal:80", listeningOn: "viewer.internal") == nil)
        #expect(status(host: "[fe80::1]:4318", listeningOn: "fe80::1") == nil)
        for wildcard in ["0.0.0.0", "::"] {
            #expect(status(host: "192.168.0.7:4318", listeningOn: wildcard) == nil)
            #expect(status(host: "[2001:db8::1]:4318", listeningOn: wildcard) == nil)
            #expect(status(host: "evil.example", listeningOn: wildcard) == .misdirectedRequest)
        }
    }

    @Test func `Pages of other sites are refused, by what the browser says of them`() {
        for site in ["cross-site", "same-site", "anything"] {
            #expect(status(host: "localhost:4318", [.secFetchSite: site]) == .forbidden)
        }
        for site in ["same-origin", "none"] { #expect(status(host: "localhost:4318", [.secFetchSite: site]) == nil) }
        for origin in [
            "http://evil.example", "null", "http://localhost", "http://localhost:8080", "localhost:4318", "", "file://",
        ] {
            #expect(status(host: "localhost:4318", [.origin: origin]) == .forbidden, "\(origin)")
        }
        #expect(status(host: "localhost:4318", [.origin: "http://localhost:4318"]) == nil)
    }

    @Test func `What changes something needs a header that other sites' pages cannot set`() {
        func isAllowed(_ fields: HTTPFields) -> Bool {
            let request = HTTPRequest(
                method: .delete,
                scheme: "http",
                authority: "localhost",
                path: "/api/traces",
                headerFields: fields
            )
            return (try? OriginRule(host: "127.0.0.1").checkChange(request)) != nil
        }
        #expect(isAllowed([.contentType: "application/json"]))
        #expect(isAllowed([.contentType: "Application/JSON; charset=utf-8"]))
        #expect(isAllowed([.contentType: "application/x-ndjson", .throughline: "1"]))
        // These a form can send.
        for type in [
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain;application/json",
        ] {
            #expect(!isAllowed([.contentType: type]))
        }
        #expect(!isAllowed([:]))
    }
}
