import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing

@testable import ThroughlineAsyncHTTPClient

/// These fail first where AsyncHTTPClient is made in another way than it was; then, spans are fewer.
@Suite("What AsyncHTTPClient shows to nobody")
struct HiddenStateTests {
    @Test("how a client is configured")
    func configuration() async throws {
        var configuration = HTTPClient.Configuration()
        configuration.dnsOverride = ["a": "b"]
        let client = HTTPClient(configuration: configuration)
        #expect(HiddenState.configuration(of: client)?.dnsOverride == ["a": "b"])
        try await client.shutdown()
        #expect(HiddenState.configuration(of: .shared) != nil)
    }

    @Test("how redirects are followed")
    func redirects() throws {
        func followed(_ configuration: HTTPClient.Configuration) -> Redirects.Configuration? {
            guard case .followed(let follow) = HiddenState.redirects(of: configuration) else { return nil }
            return follow
        }
        let byDefault = try #require(followed(HTTPClient.Configuration()))
        #expect(byDefault.max == 5)
        #expect(!byDefault.allowCycles)
        let chosen = Redirects.Configuration(
            max: 3,
            allowCycles: true,
            retainHTTPMethodAndBodyOn301: true,
            retainHTTPMethodAndBodyOn302: false
        )
        #expect(followed(HTTPClient.Configuration(redirectConfiguration: .follow(configuration: chosen))) == chosen)
        let disallowed = HTTPClient.Configuration(redirectConfiguration: .disallow)
        guard case .returned = HiddenState.redirects(of: disallowed) else {
            Issue.record("A configuration that disallows redirects cannot be read.")
            return
        }
    }

    private let stream = AsyncStream<ByteBuffer> { $0.finish() }

    @Test("whether a body can be sent again")
    func replay() {
        #expect(HiddenState.canBeSentAgain(.bytes(ByteBuffer(string: "body"))) == true)
        #expect(HiddenState.canBeSentAgain(.bytes(Array("body".utf8))) == true)
        #expect(HiddenState.canBeSentAgain(.bytes(Array("body".utf8), length: .unknown)) == true)
        #expect(HiddenState.canBeSentAgain(.stream(stream, length: .unknown)) == false)
        #expect(HiddenState.canBeSentAgain(.stream(stream, length: .known(Int64(4)))) == false)
    }

    @Test("how large a body is")
    func size() {
        #expect(HiddenState.size(of: .bytes(ByteBuffer(string: "body"))) == 4)
        #expect(HiddenState.size(of: .bytes(Array("body".utf8))) == 4)
        #expect(HiddenState.size(of: .bytes(Array("body".utf8), length: .unknown)) == nil)
        #expect(HiddenState.size(of: .stream(stream, length: .unknown)) == nil)
        #expect(HiddenState.size(of: .stream(stream, length: .known(Int64(4)))) == 4)
    }
}
