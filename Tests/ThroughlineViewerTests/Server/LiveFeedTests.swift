import TestSupport
import Testing

@testable import ThroughlineViewer

/// What open pages are told.
@Suite(.timeLimit(.minutes(1)))
struct LiveFeedTests {
    private func id(_ number: UInt64) throws -> Trace.ID { try #require(Trace.ID(bytes: traceID(number))) }

    @Test func `A listener is told once of what has changed since it was told last`() async throws {
        let feed = LiveFeed(maxListeners: 2)
        let place = try #require(feed.listen())
        let (first, second) = (try id(1), try id(2))
        feed.announce([first])
        feed.announce([first, second])
        var messages = place.listener.messages.makeAsyncIterator()
        guard case .change(let traces, let more) = try await messages.next() else {
            Issue.record("no change")
            return
        }
        #expect(Set(traces) == [first, second])
        #expect(!more)
        feed.beat()
        guard case .signOfLife = try await messages.next() else {
            Issue.record("no sign of life")
            return
        }
        feed.finish()
        #expect(try await messages.next() == nil)
    }

    @Test func `Of very many changes a listener is told a hundred, and that there were more`() async throws {
        let feed = LiveFeed(maxListeners: 1)
        let place = try #require(feed.listen())
        for number in 1...500 as ClosedRange<UInt64> { feed.announce([try id(number)]) }
        var messages = place.listener.messages.makeAsyncIterator()
        guard case .change(let traces, let more) = try await messages.next() else {
            Issue.record("no change")
            return
        }
        #expect(traces.count == LiveFeed.maxTraces)
        #expect(more)
    }

    @Test func `There are so many places, and one that is left is free again`() throws {
        let feed = LiveFeed(maxListeners: 1)
        var place = feed.listen()
        #expect(place != nil)
        #expect(feed.listen() == nil)
        place = nil
        #expect(feed.listenerCount == 0)
        #expect(feed.listen() != nil)
        _ = place
    }

    @Test func `A listener that takes nothing for long is seen off, once`() async throws {
        let feed = LiveFeed(maxListeners: 1)
        let place = try #require(feed.listen())
        let (stalls, continuation) = AsyncStream.makeStream(of: Void.self)
        place.listener.onStall { continuation.yield() }
        for _ in 1...10 { feed.beat() }
        continuation.finish()
        #expect(await stalls.reduce(0) { count, _ in count + 1 } == 1)
    }
}
