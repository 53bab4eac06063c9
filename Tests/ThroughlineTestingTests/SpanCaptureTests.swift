import OTLP
import Testing
import Throughline
import ThroughlineTesting
import Tracing

@Suite("A capture of spans", .timeLimit(.minutes(1)))
struct SpanCaptureTests {
    private struct Sold: Error {}

    @Test("shows what a test did as a tree")
    func tree() async throws {
        let capture = SpanCapture()
        await #expect(throws: Sold.self) {
            try await capture.run {
                try await withSpan("POST /orders", ofKind: .server) { span in
                    span.attributes["http.route"] = "/orders"
                    withSpan("SELECT stock", ofKind: .client) { _ in }
                    try await withSpan("place order") { span in
                        span.setStatus(SpanStatus(code: .error))
                        throw Sold()
                    }
                }
            }
        }
        let tree = await capture.tree(showing: ["http.route", "missing"])
        #expect(
            tree == """
                POST /orders (server) error http.route=/orders
                  SELECT stock (client)
                  place order error
                """
        )
    }

    @Test("sees the spans of its own test, and those of no other")
    func sideBySide() async {
        let captures = (0..<20).map { _ in SpanCapture() }
        await withDiscardingTaskGroup { group in
            for (number, capture) in captures.enumerated() {
                group.addTask {
                    await capture.run {
                        await withSpan("outer \(number)") { _ in
                            await Task { withSpan("inner \(number)") { _ in } }.value
                        }
                    }
                }
            }
        }
        for (number, capture) in captures.enumerated() {
            #expect(await capture.tree() == "outer \(number)\n  inner \(number)")
        }
    }

    @Test("waits for spans that end later")
    func later() async {
        let capture = SpanCapture()
        let task = await capture.run { Task { withSpan("later") { _ in } } }
        #expect(await capture.spans(atLeast: 1).map(\.name) == ["later"])
        await task.value
        #expect(await capture.tree(atLeast: 1) == "later")
    }

    @Test("shows spans whose parent it does not know, and several traces, in the order in which they started")
    func roots() async {
        let capture = SpanCapture()
        await capture.run {
            withSpan("first") { _ in }
            let parent = startSpan("never ends")
            withSpan("second", context: parent.context) { _ in }
        }
        #expect(await capture.tree() == "first\nsecond")
    }

    @Test("has the settings that a test wants")
    func settings() async {
        let capture = SpanCapture { $0.traces.sampler = .alwaysOff }
        await capture.run { withSpan("dropped") { _ in } }
        #expect(await capture.tree() == "")
    }
}
