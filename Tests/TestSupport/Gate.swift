/// Where those who come are held until a test lets them on.
package final class Gate: Sendable {
    private let arrivals = AsyncStream.makeStream(of: Void.self)
    private let opened = Signal()

    package init() {}

    /// Says that somebody is here, and waits until the gate is open.
    package func pass() async {
        arrivals.continuation.yield()
        await opened.wait()
    }

    /// Waits until somebody is here; at the second call, somebody else.
    package func arrival() async { for await _ in arrivals.stream { break } }

    /// Lets on whoever is here, or comes.
    package func open() { opened.send() }
}
