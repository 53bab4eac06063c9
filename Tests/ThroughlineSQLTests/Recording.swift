import InMemoryTracing
import SemanticConventions
import SpanRecording
import Testing
import ThroughlineSQL
import Tracing

struct Boom: Error {}

/// The one span that a call leaves.
func record(_ body: () throws -> Void) throws -> FinishedInMemorySpan {
    let tracer = InMemoryTracer()
    try withTracer(tracer) { try body() }
    return try theSpan(of: tracer)
}

func record(_ body: () async throws -> Void) async throws -> FinishedInMemorySpan {
    let tracer = InMemoryTracer()
    try await withTracer(tracer) { try await body() }
    return try theSpan(of: tracer)
}

private func theSpan(of tracer: InMemoryTracer) throws -> FinishedInMemorySpan {
    #expect(tracer.activeSpans.isEmpty)
    #expect(tracer.finishedSpans.count == 1)
    return try #require(tracer.finishedSpans.first)
}

extension TracedDatabase {
    static func postgresql(_ change: (inout Options) -> Void = { _ in }) -> TracedDatabase {
        var options = Options()
        change(&options)
        return TracedDatabase(
            system: .postgresql,
            namespace: "shop|public",
            server: DatabaseEndpoint(address: "db.internal", port: 5433),
            options: options
        )
    }
}
