import Foundation
import OTLP
import Synchronization
import TestSupport
import Testing
import Throughline
import Tracing

@testable import ThroughlineJobs

/// With the SDK of this project as the tracing backend.
@Suite("Jobs with a real backend", .timeLimit(.minutes(5)))
struct BackendTests {
    private let exporter = InMemorySpanExporter()
    private let telemetry: Telemetry

    init() { telemetry = Telemetry(recordingInto: exporter) }

    @Test("carry the trace and the baggage to every attempt, which says what it failed with")
    func carrier() async throws {
        let queue = JobQueue(quiet: try SQLiteBroker(path: TemporaryFile.path()))
        let tenants = Mutex<[String?]>([])
        try await withTracer(telemetry.tracer) {
            var context = InstrumentationContext.topLevel
            context.baggage["tenant"] = "acme, ltd"
            try await InstrumentationContext.$current.withValue(context) {
                _ = try await queue.enqueue(Scripted(), options: JobOptions(retry: .constant(.zero, limit: 2)))
            }
            try await queue.working(options: .quick()) { number, context in
                tenants.withLock { $0.append(InstrumentationContext.current?.baggage["tenant"]) }
                if context.attempt == 1 { throw Refused(cause: CancellationError()) }
                return number
            } during: { _ in
                try await queue.waitUntilDone()
            }
        }
        await telemetry.forceFlush()
        #expect(tenants.withLock { $0 } == ["acme, ltd", "acme, ltd"])
        let spans = exporter.spans
        let send = try #require(spans.first { $0.name == "send scripted" })
        let attempts = spans.filter { $0.name == "process scripted" }
        #expect(attempts.count == 2)
        #expect(attempts.allSatisfy { $0.traceID == send.traceID && $0.parentSpanID == send.spanID })
        let exceptions = try #require(attempts.first { $0.status?.code == .error }).events
        #expect(exceptions.map(\.name) == ["exception", "exception"])
        #expect(exceptions.first?.attributes["exception.type"] == .string("ThroughlineJobsTests.Refused"))
        #expect(exceptions.first?.attributes["exception.message"] == .string("refused"))
        #expect(exceptions.last?.attributes["exception.type"] == .string("Swift.CancellationError"))
    }
}
