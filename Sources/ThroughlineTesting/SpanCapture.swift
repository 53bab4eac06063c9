public import OTLP
public import Throughline
import Tracing

/// Catches the spans that a test makes, and no other's: tests run side by side.
///
/// ```swift
/// @Test func anOrderIsOneTrace() async throws {
///     let capture = SpanCapture()
///     try await capture.run { try await shop.place(order) }
///     #expect(await capture.tree() == """
///         place order
///           SELECT stock (client)
///           send orders (producer)
///         """)
/// }
/// ```
///
/// What `run` calls uses the capture's tracer, and so does every task that it starts, but not a detached one.
public struct SpanCapture: Sendable {
    /// The telemetry behind it, for what wants a tracer of its own.
    public let telemetry: Telemetry
    private let exporter = InMemorySpanExporter()

    /// - Parameter configure: Changes the settings: a sampler, processors. Spans go nowhere but here.
    public init(_ configure: (inout Configuration) -> Void = { _ in }) {
        var configuration = Configuration(serviceName: "test")
        configuration.resourceDetectors = []
        configure(&configuration)
        configuration.traces.exporters = [.custom(exporter)]
        configuration.traces.batch = .simple
        configuration.metrics.exporters = []
        configuration.logs.exporters = []
        telemetry = Telemetry(configuration: configuration)
    }

    /// Runs a test with this capture's tracer.
    public nonisolated(nonsending) func run<Result, Failure: Error>(
        _ test: nonisolated(nonsending) () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        try await withTracer(telemetry.tracer, test)
    }

    /// The spans that have ended, in the order in which they did.
    public func spans() async -> [OTLP.Span] {
        await telemetry.forceFlush()
        return exporter.spans
    }

    /// The spans that have ended, as soon as there are that many: for spans that end after the test's own calls have returned.
    /// It also returns when the task is cancelled, as by a test's time limit.
    public func spans(atLeast count: Int) async -> [OTLP.Span] {
        await exporter.spans(atLeast: count)
    }

    /// The shape of what has ended: a line a span, indented below its parent, in the order in which they were started.
    ///
    /// ```text
    /// POST /orders (server) http.response.status_code=201
    ///   place order error
    /// ```
    ///
    /// - Parameters:
    ///   - attributes: The attributes that are shown, in their order, where a span has them.
    ///   - count: How many spans are waited for.
    public func tree(showing attributes: [String] = [], atLeast count: Int = 0) async -> String {
        _ = await exporter.spans(atLeast: count)
        return SpanShape(await spans()).text(showing: attributes)
    }
}
