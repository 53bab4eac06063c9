/// Something that a test waits for, and that happens once.
package final class Signal: Sendable {
    private let stream = AsyncStream.makeStream(of: Void.self)

    package init() {}

    package func send() { stream.continuation.finish() }
    package func wait() async { for await _ in stream.stream {} }
}
