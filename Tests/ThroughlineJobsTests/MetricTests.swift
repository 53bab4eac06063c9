import CoreMetrics
import Foundation
import MetricsTestKit
import SemanticConventions
import Testing

@testable import ThroughlineJobs

@Suite("The metrics of jobs", .timeLimit(.minutes(5)))
struct MetricTests {
    private let metrics = TestMetrics()

    private func labels(_ operation: String, error: String? = nil) -> [(String, String)] {
        let labels = [
            ("messaging.system", "throughline_jobs"), ("messaging.operation.name", operation),
            ("messaging.destination.name", "default"), ("throughline.job.type", "scripted"),
            ("throughline.job.state", error == nil ? "success" : "error"),
        ]
        return labels + (error.map { [("error.type", $0)] } ?? [])
    }

    @Test("count and time what is sent and processed, retried and given up, by queue, type and outcome")
    func counts() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        try await withMetricsFactory(metrics) {
            try await queue.enqueue(
                [Scripted(number: 1), Scripted(number: 2)],
                options: JobOptions(retry: .constant(.zero, limit: 2))
            )
            try await queue.working(options: .quick()) { number, _ in
                if number == 2 { throw Refused() }
                return number
            } during: { _ in
                try await queue.waitUntilDone()
            }
        }
        let refused = "ThroughlineJobsTests.Refused"
        #expect(try metrics.expectCounter("messaging.client.sent.messages", labels("send")).totalValue == 2)
        #expect(try metrics.expectTimer("messaging.client.operation.duration", labels("send")).values.count == 1)
        #expect(try metrics.expectCounter("messaging.client.consumed.messages", labels("process")).totalValue == 1)
        #expect(try metrics.expectTimer("messaging.process.duration", labels("process")).values.count == 1)
        #expect(
            try metrics.expectTimer("messaging.process.duration", labels("process", error: refused)).values.count == 2
        )
        // Before an attempt there is no outcome to tell the times apart by.
        let waiting = labels("process").filter { $0.0 != "throughline.job.state" }
        #expect(try metrics.expectTimer("throughline.job.wait.duration", waiting).values.count == 3)
        #expect(try metrics.expectCounter("throughline.job.retries", labels("process", error: refused)).totalValue == 1)
        #expect(
            try metrics.expectCounter("throughline.job.dead_letters", labels("process", error: refused)).totalValue == 1
        )
    }

    @Test("count what was stored, not what was there before")
    func sent() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        try await withMetricsFactory(metrics) {
            let options = JobOptions(unique: .arguments())
            try await queue.enqueue([Scripted(number: 1), Scripted(number: 2), Scripted(number: 1)], options: options)
            try await queue.enqueue(Scripted(number: 2), options: options)
        }
        #expect(try metrics.expectCounter("messaging.client.sent.messages", labels("send")).totalValue == 2)
        #expect(try metrics.expectTimer("messaging.client.operation.duration", labels("send")).values.count == 2)
    }

    @Test("are those of a worker where a job runs inside the call")
    func sync() async throws {
        let queue = JobQueue(quiet: InMemoryBroker(), isSync: true)
        await withMetricsFactory(metrics) {
            await Script.$current.withValue({ number, _ in
                if number == 2 { throw Refused() }
                return number
            }) {
                _ = try? await queue.enqueue(Scripted(number: 1))
                _ = try? await queue.enqueue(Scripted(number: 2))
            }
        }
        let refused = "ThroughlineJobsTests.Refused"
        #expect(try metrics.expectTimer("messaging.process.duration", labels("process")).values.count == 1)
        #expect(
            try metrics.expectTimer("messaging.process.duration", labels("process", error: refused)).values.count == 1
        )
    }

    @Test("say how deep a queue is, and how old the oldest job in it")
    func depth() async throws {
        let test = try await BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        _ = try await test.broker.enqueue([.plain(), .plain(start: test.clock.now.addingTimeInterval(60))])
        test.clock.advance(by: 5)
        try await withMetricsFactory(metrics) {
            var options = Worker.Options.quick()
            options.measurementInterval = .milliseconds(5)
            try await queue.working(options: options) { _ in
                while (try? metrics.expectGauge("throughline.job.queue.oldest.age", Self.queue)) == nil {
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
        }
        #expect(try metrics.expectGauge("throughline.job.queue.depth", Self.queue).lastValue == 1)
        #expect(try metrics.expectGauge("throughline.job.queue.oldest.age", Self.queue).lastValue == 5)
    }

    private static let queue = [("messaging.system", "throughline_jobs"), ("messaging.destination.name", "q")]

    @Test("have a unit, and buckets for seconds")
    func descriptors() {
        for name in [
            "messaging.process.duration", "messaging.client.operation.duration", "throughline.job.wait.duration",
        ] {
            let descriptor = MetricDescriptor.conventional[name]
            #expect(descriptor?.unit == "s")
            guard case .histogram(let boundaries?) = descriptor?.instrument else {
                Issue.record("\(name) has no buckets")
                continue
            }
            #expect(boundaries.first == 0.005)
        }
    }
}
