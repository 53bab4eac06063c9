import Foundation
import Testing

@testable import ThroughlineInbox

@Suite("An inbox in figures", .timeLimit(.minutes(5)))
struct StatisticsTests {
    @Test("says of durations what share of them is not longer, at most a tenth too high")
    func quantiles() {
        var sketch = DurationSketch()
        for milliseconds in (1...1_000).shuffled() {
            sketch.record(.milliseconds(milliseconds), failed: milliseconds > 900)
        }
        for (share, exact) in [(0.5, 0.5), (0.95, 0.95), (0.99, 0.99), (1, 1), (0, 0.001)] {
            let quantile = sketch.quantile(share) ?? -1
            #expect((exact...exact * 1.1).contains(quantile), "\(share): \(quantile)")
        }
        #expect(sketch.count == 1_000 && sketch.failures == 100)
        #expect(abs((sketch.mean ?? 0) - 0.5005) < 1e-9)
        #expect(DurationSketch().quantile(0.5) == nil && DurationSketch().mean == nil)
    }

    @Test("is of a fixed size, whatever it is told, and can be brought together and carried")
    func size() throws {
        var sketch = DurationSketch()
        for exponent in -20..<60 { sketch.record(.seconds(pow(2, Double(exponent))), failed: false) }
        sketch.record(.zero, failed: false)
        sketch.record(.seconds(-1), failed: false)
        let bytes = try JSONEncoder().encode(sketch)
        #expect(bytes.count < 3_000)
        var merged = try JSONDecoder().decode(DurationSketch.self, from: bytes)
        merged.merge(sketch)
        #expect(merged.count == 2 * sketch.count)
        #expect(merged.quantile(1) == sketch.quantile(1))
    }

    @Test("is not brought down by what no process has counted")
    func nonsense() throws {
        let text =
            #"{"buckets":{"3":9223372036854775807,"-7":1,"99999":1},"count":9223372036854775807,"failures":-5,"sum":1e308}"#
        let nonsense = try JSONDecoder().decode(DurationSketch.self, from: Data(text.utf8))
        var sketch = DurationSketch()
        for _ in 0..<100 { sketch.merge(nonsense) }
        #expect(sketch.quantile(0.99) != nil)
        #expect(sketch.failures == 0)
        // JSON has no infinity.
        #expect(throws: Never.self) { try JSONEncoder().encode(InboxStatistics.Attempts(sketch)) }
    }

    @Test("is there for another process, by what the workers report")
    func otherProcess() async throws {
        let broker = InMemoryBroker()
        let inbox = try Inbox(events: broker, retries: 0) { visit, _ in if visit.number == 1 { throw Unlucky() } }
        try await inbox.receiving { client async throws in
            for number in 0..<4 { _ = try await client.post(Visit(number: number).json) }
        }
        try await inbox.processing { try await inbox.waitUntilDone() }
        for operations in [inbox.operations, InboxOperations(broker: broker)] {
            let events = try #require(try await operations.statistics().first)
            #expect(events.queue == .route("events"))
            #expect(events.succeeded == 3 && events.failed == 1 && events.errors == 1 && events.waiting == 0)
            #expect(events.attempts.count == 4 && events.attempts.failures == 1)
            #expect(events.attempts.p99 != nil)
        }
    }
}
