import Logging
import OTLP
import ServiceLifecycle
import Testing
import ThroughlineViewer

/// When traces are shown, by a clock that the tests move.
@Suite(.timeLimit(.minutes(5)))
struct TraceTerminalTests {
    private let store: TelemetryStore
    private let clock = ManualClock()

    init() throws {
        store = try TelemetryStore()
    }

    /// What the view shows.
    private struct Screen {
        private var texts: AsyncStream<String>.AsyncIterator

        init(_ texts: AsyncStream<String>) {
            self.texts = texts.makeAsyncIterator()
        }

        mutating func next() async -> String? {
            await texts.next(isolation: nil)
        }

        mutating func header() async -> String? {
            await next()?.split(separator: "\n").first.map(String.init)
        }
    }

    /// Runs the view for as long as `body` takes, and then shuts it down gracefully.
    private func withTerminal(_ body: (inout Screen, ServiceGroup) async throws -> Void) async throws {
        let (texts, continuation) = AsyncStream.makeStream(of: String.self)
        let terminal = TraceTerminal(
            store: store,
            renderer: TraceRenderer(options: TraceRenderer.Options(width: 120)),
            clock: clock
        ) { continuation.yield($0) }
        let group = ServiceGroup(services: [terminal], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        var screen = Screen(texts)
        async let run: Void = {
            defer { continuation.finish() }
            try await group.run()
        }()
        try await body(&screen, group)
        await group.triggerGracefulShutdown()
        try await run
    }

    @Test func `A trace is shown once it has been quiet, and again when late spans come`() async throws {
        try await withTerminal { screen, _ in
            await store.insert([resourceSpans([span(1, "a"), span(2, parent: 1, "b")])])
            await clock.waitForSleeper(until: .milliseconds(500))
            clock.advance(by: .milliseconds(500))
            #expect(
                await screen.header()
                    == "trace 4bf92f3577b34da6000000000000004b · 1.00 ms · 2 spans · 12:04:31.120Z · shop"
            )

            await store.insert([resourceSpans([span(3, parent: 2, "c"), span(4, parent: 2, "d")])])
            await clock.waitForSleeper(until: .milliseconds(1_000))
            clock.advance(by: .milliseconds(500))
            #expect(await screen.header()?.hasSuffix("shop  (updated: 2 late spans)") == true)

            // A span that has changed is none that is late.
            await store.insert([resourceSpans([span(3, parent: 2, "changed")])])
            await clock.waitForSleeper(until: .milliseconds(1_500))
            clock.advance(by: .milliseconds(500))
            #expect(await screen.header()?.hasSuffix("shop  (updated)") == true)
        }
    }

    @Test func `Log lines are shown with their trace, and late ones when it has been quiet again`() async throws {
        try await withTerminal { screen, _ in
            // Before there is a span, there is nothing to show.
            await store.insert([resourceLogs([record("early")])])
            await store.insert([resourceSpans([span(1, "a")])])
            await clock.waitForSleeper(until: .milliseconds(500))
            clock.advance(by: .milliseconds(500))
            let first = await screen.next()
            #expect(first?.contains("   INFO  early") == true)

            await store.insert([resourceLogs([record("late", .error), record("of no trace", trace: [])])])
            await clock.waitForSleeper(until: .milliseconds(1_000))
            clock.advance(by: .milliseconds(500))
            let second = await screen.next()
            #expect(second?.contains("(updated: 1 late log line)\n") == true)
            #expect(second?.contains("   INFO  early") == true)
            #expect(second?.contains("   ERROR late") == true)
        }
    }

    @Test func `Log lines do not hold up a trace that waits`() async throws {
        try await withTerminal { screen, _ in
            await store.insert([resourceSpans([span(1, "a")])])
            await clock.waitForSleeper(until: .milliseconds(500))
            clock.advance(by: .milliseconds(300))
            await store.insert([resourceLogs([record("chatty")])])
            clock.advance(by: .milliseconds(200))
            #expect(await screen.next()?.hasPrefix("trace 4bf92f3577b34da6000000000000004b") == true)
        }
    }

    @Test func `A trace whose root does not come is shown later, and again when it comes`() async throws {
        try await withTerminal { screen, _ in
            await store.insert([resourceSpans([span(2, parent: 1, "b")])])
            await clock.waitForSleeper(until: .seconds(6))
            // Another trace does not have to wait for it.
            await store.insert([resourceSpans([span(1, trace: traceID(9), "other")])])
            await clock.waitForSleeper(until: .milliseconds(500))
            clock.advance(by: .milliseconds(500))
            #expect(await screen.header()?.hasPrefix("trace 4bf92f3577b34da60000000000000009") == true)
            clock.advance(by: .milliseconds(5_500))
            #expect(await screen.header()?.hasSuffix("shop  (incomplete: root not received)") == true)

            await store.insert([resourceSpans([span(1, "a")])])
            await clock.waitForSleeper(until: .milliseconds(6_500))
            clock.advance(by: .milliseconds(500))
            #expect(await screen.header()?.hasSuffix("shop  (updated: 1 late span)") == true)
        }
    }

    @Test func `What has not been shown is shown at the end`() async throws {
        try await withTerminal { screen, group in
            await store.insert([resourceSpans([span(1, "a")])])
            await clock.waitForSleeper(until: .milliseconds(500))
            await group.triggerGracefulShutdown()
            #expect(await screen.header()?.hasPrefix("trace 4bf92f3577b34da6000000000000004b") == true)
            #expect(await screen.next() == nil)
        }
    }

    @Test func `Traces that come before the view runs are shown too`() async throws {
        let (texts, continuation) = AsyncStream.makeStream(of: String.self)
        let terminal = TraceTerminal(store: store, renderer: TraceRenderer(), clock: clock) { continuation.yield($0) }
        await store.insert([resourceSpans([span(1, "a")])])
        let run = Task { await terminal.run() }
        await clock.waitForSleeper(until: .milliseconds(500))
        run.cancel()
        await run.value
        continuation.finish()
        #expect(await texts.reduce(0) { count, _ in count + 1 } == 1)
    }

    @Test func `A trace that made room for others is not shown`() async throws {
        let store = try TelemetryStore(limits: TelemetryStore.Limits(maxSpans: 1))
        let (texts, continuation) = AsyncStream.makeStream(of: String.self)
        let terminal = TraceTerminal(store: store, renderer: TraceRenderer(), clock: clock) { continuation.yield($0) }
        let run = Task { await terminal.run() }
        await store.insert([resourceSpans([span(1, trace: traceID(1))])])
        await clock.waitForSleeper(until: .milliseconds(500))
        await store.insert([resourceSpans([span(1, trace: traceID(2))])])
        clock.advance(by: .milliseconds(500))
        run.cancel()
        await run.value
        continuation.finish()
        var shown: [String] = []
        for await text in texts { shown.append(String(text.prefix(38))) }
        #expect(shown == ["trace 4bf92f3577b34da60000000000000002"])
    }
}
