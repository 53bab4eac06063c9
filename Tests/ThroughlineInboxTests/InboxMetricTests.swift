import CoreMetrics
import HTTPTypes
import MetricsTestKit
import SemanticConventions
import Testing
import ThroughlineInbox

@Suite("The metrics of an inbox", .timeLimit(.minutes(5)))
struct InboxMetricTests {
    @Test("say what became of requests and attempts")
    func all() async throws {
        let metrics = TestMetrics()
        try await withMetricsFactory(metrics) {
            var options = Inbox.Options.quick()
            options.worker.measurementInterval = .milliseconds(5)
            let inbox = try Inbox(events: InMemoryBroker(), retries: 1, options: options) { visit, context in
                if visit.number == 1, context.retries == 0 { throw Unlucky() }
                if visit.number == 2 { throw Unlucky() }
            }
            try await inbox.receiving { client async throws in
                for number in 0..<3 { _ = try await client.post(Visit(number: number).json) }
                _ = try await client.post("{}")
                _ = try await client.post(Visit(number: 0).json, [.idempotencyKey: "a"])
                _ = try await client.post(Visit(number: 0).json, [.idempotencyKey: "a"])
                _ = try await client.post(Visit(number: 9).json, [.idempotencyKey: "a"])
            }
            try await inbox.processing {
                try await inbox.waitUntilDone()
                try await inbox.wait {
                    metrics.recorders.contains { $0.label == "throughline.inbox.queue.depth" }
                }
            }
        }
        #expect(MetricDescriptor.conventional["throughline.inbox.received"] == .throughlineInboxReceived)

        func received(_ outcome: String) throws -> Int64 {
            try metrics.expectCounter(
                "throughline.inbox.received",
                [("http.route", "/events"), ("throughline.inbox.outcome", outcome)]
            ).totalValue
        }
        #expect(try received("accepted") == 4)
        #expect(try received("replayed") == 1)
        #expect(try received("conflict") == 1)
        #expect(try received("invalid") == 1)

        let queue = [("messaging.destination.name", "inbox:events"), ("http.route", "/events")]
        let good = queue + [("throughline.inbox.success", "true")]
        let bad =
            queue + [
                ("throughline.inbox.success", "false"), ("error.type", "ThroughlineInboxTests.Unlucky"),
            ]
        #expect(try metrics.expectTimer("throughline.inbox.process.duration", good).values.count == 3)
        #expect(try metrics.expectTimer("throughline.inbox.process.duration", bad).values.count == 3)
        #expect(try metrics.expectTimer("throughline.inbox.wait.duration", queue).values.count == 6)
        #expect(try metrics.expectCounter("throughline.inbox.process.retries", bad).totalValue == 2)
        #expect(try metrics.expectCounter("throughline.inbox.dead_letters", bad).totalValue == 1)
    }
}
