import Hummingbird
import NIOCore
import Testing

@testable import ThroughlineHummingbird

@Suite("What a response body is made of")
struct ResponseBodyTests {
    @Test(
        "A small buffer is at hand: Hummingbird writes it in one go, and nothing of it can be timed",
        arguments: [1, 13, 32 << 10]
    )
    func small(size: Int) {
        #expect(ResponseBody(byteBuffer: ByteBuffer(repeating: 0, count: size)).isAtHandAndSmall)
    }

    @Test("A large buffer is not: writing it waits for the client")
    func large() {
        #expect(!ResponseBody(byteBuffer: ByteBuffer(repeating: 0, count: (32 << 10) + 1)).isAtHandAndSmall)
    }

    @Test("A closure is not, whatever its length", arguments: [nil, 0, 1, 12, 32 << 10, .max])
    func closure(length: Int?) {
        #expect(!ResponseBody(contentLength: length) { try await $0.finish(nil) }.isAtHandAndSmall)
        let buffers = (0..<2).map { _ in ByteBuffer(string: "half") }
        #expect(!ResponseBody(contentsOf: buffers).isAtHandAndSmall)
        #expect(!ResponseBody(byteBuffer: buffers[0]).map { $0 }.isAtHandAndSmall)
    }
}
