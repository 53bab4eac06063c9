import Hummingbird
import NIOCore
import Testing

@testable import ThroughlineHummingbird

@Suite("What a response body is made of")
struct ResponseBodyTests {
    @Test("can be found out, in the version of Hummingbird that this is built with")
    func known() {
        #expect(ResponseBody.knowsWhatIsAtHand)
    }

    @Test("is at hand in a buffer, and where there is nothing", arguments: [0, 1, 13, 32 << 10, 1 << 20])
    func buffer(size: Int) {
        #expect(ResponseBody(byteBuffer: ByteBuffer(repeating: 0xff, count: size)).isAtHand)
        #expect(ResponseBody().isAtHand)
    }

    @Test("is not in a closure, whatever its length", arguments: [nil, 0, 1, 12, 32 << 10, .max])
    func closure(length: Int?) {
        #expect(!ResponseBody(contentLength: length) { try await $0.finish(nil) }.isAtHand)
        let capturing = ResponseBody(contentLength: length) { [length] _ in _ = length }
        #expect(!capturing.isAtHand)
        let buffers = (0..<2).map { _ in ByteBuffer(string: "half") }
        #expect(!ResponseBody(contentsOf: buffers).isAtHand)
        #expect(!ResponseBody(byteBuffer: buffers[0]).map { $0 }.isAtHand)
    }
}
