import HTTPTypes
import OTLP
import Synchronization
import TestSupport
import Testing
import Throughline
import ThroughlineInbox
import Tracing

/// With the SDK of this project as the tracing backend.
@Suite("The trace of an accepted request", .timeLimit(.minutes(5)))
struct TraceContinuityTests {
    private let exporter = InMemorySpanExporter()

    private func telemetry(_ sampler: any Sampler) -> Telemetry {
        var configuration = Configuration()
        configuration.traces.exporters = [.custom(exporter)]
        configuration.traces.sampler = sampler
        return Telemetry(configuration: configuration)
    }

    private func headers(flags: String) -> HTTPFields {
        [.traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-\(flags)"]
    }

    @Test("is the client's, to the last attempt, and baggage goes along", arguments: ["01", "00"])
    func sampled(_ flags: String) async throws {
        let telemetry = telemetry(.parentBased(root: .alwaysOn))
        let tenants = Mutex<[String?]>([])
        let inbox = try Inbox(events: SQLiteBroker(path: TemporaryFile.path())) { _, context in
            tenants.withLock { $0.append(InstrumentationContext.current?.baggage["tenant"]) }
            if context.retries == 0 { throw Unlucky() }
        }
        try await withTracer(telemetry.tracer) {
            var headers = headers(flags: flags)
            headers[.baggage] = "tenant=acme"
            _ = try await inbox.receiving { [headers] in try await $0.post(Visit().json, headers) }
            try await inbox.processing { try await inbox.waitUntilDone() }
        }
        await telemetry.forceFlush()
        #expect(tenants.withLock { $0 } == ["acme", "acme"])
        // A request that is not sampled has attempts that are not.
        #expect(
            exporter.spans.map(\.name).sorted()
                == (flags == "01" ? ["POST /events", "Visit.process", "Visit.process"] : [])
        )
        #expect(exporter.spans.allSatisfy { $0.traceID.prefix(4).elementsEqual([0x4b, 0xf9, 0x2f, 0x35]) })
    }

    @Test("begins anew where what was stored of it is malformed", arguments: ["", "garbage", "00-0-0-01"])
    func malformed(_ carrier: String) async throws {
        let inbox = try Inbox(events: InMemoryBroker())
        _ = try await withTracer(ForeignTracer(("traceparent", carrier))) {
            try await inbox.receiving { try await $0.post(Visit().json) }
        }
        let telemetry = telemetry(.parentBased(root: .alwaysOn))
        try await withTracer(telemetry.tracer) {
            try await inbox.processing { try await inbox.waitUntilDone() }
        }
        await telemetry.forceFlush()
        let span = try #require(exporter.spans.first)
        #expect(span.name == "Visit.process")
        #expect(span.parentSpanID.isEmpty)
    }
}

extension HTTPField.Name {
    fileprivate static let traceParent = HTTPField.Name("traceparent")!
    fileprivate static let baggage = HTTPField.Name("baggage")!
}
