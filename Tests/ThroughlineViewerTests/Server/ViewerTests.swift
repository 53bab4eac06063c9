import OTLP
import Testing

@testable import ThroughlineViewer

/// The service itself.
@Suite(.timeLimit(.minutes(1)))
struct ViewerTests {
    @Test func `What one viewer accepts another one gets, and does not send back`() async throws {
        try await RunningViewer.with { backend in
            let target = try #require(ForwardingTarget(url: "http://127.0.0.1:\(backend.port)"))
            try await RunningViewer.with(forwarding: target) { viewer in
                let body = try ExportTraceServiceRequest(resourceSpans: [resourceSpans([span(1)])]).protobuf()
                let id = try #require(Trace.ID(bytes: shopTrace))
                let answer = try await viewer.post(body)
                #expect(answer.status == 200)
                #expect(await backend.store.wait(timeout: .seconds(30)) { try await $0.trace(id) != nil })
                // What a viewer has forwarded is kept, and goes no further.
                let other = try ExportTraceServiceRequest(
                    resourceSpans: [resourceSpans([span(2, trace: traceID(2))])]
                ).protobuf()
                let marked = try await viewer.post(other, headers: [(ForwardingTarget.mark, "1")])
                #expect(marked.status == 200)
                let last = try ExportTraceServiceRequest(
                    resourceSpans: [resourceSpans([span(3, trace: traceID(3))])]
                ).protobuf()
                _ = try await viewer.post(last)
                let lastID = try #require(Trace.ID(bytes: traceID(3)))
                #expect(await backend.store.wait(timeout: .seconds(30)) { try await $0.trace(lastID) != nil })
                let markedID = try #require(Trace.ID(bytes: traceID(2)))
                #expect(try await viewer.store.trace(markedID) != nil)
                #expect(try await backend.store.trace(markedID) == nil)
            }
        }
    }
}
