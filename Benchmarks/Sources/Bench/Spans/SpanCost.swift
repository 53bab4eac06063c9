import ArgumentParser
import Foundation
import SemanticConventions
import SpanRecording
import Throughline
import Tracing

/// The CPU time of one span, all threads together: those that make it, and the one that exports it.
struct SpanCost: AsyncParsableCommand {
    enum Backend: String, ExpressibleByArgument {
        /// The API's own NoOp tracer.
        case noop
        /// Every span is recorded, batched, encoded, and gone to a null exporter.
        case recorded
        /// The sampler drops every span.
        case unsampled
    }

    enum Code: String, ExpressibleByArgument {
        /// `startSpan` and `end`.
        case bare
        /// `startSpan`, `updateAttributes` with five attributes, `end`.
        case attributes
        /// The same in a `withSpan`.
        case block
        /// `InstrumentationScope.startSpan` with five attributes, `end`: what our own instrumentations do.
        case fast
        /// A span with twelve attributes, two events and a link.
        case rich
    }

    @Option var backend: Backend = .recorded
    @Option var code: Code = .attributes
    @Option var threads = 1
    @Option var spans = 1_000_000

    func run() async throws {
        var telemetry: Telemetry?
        if backend == .noop {
            InstrumentationSystem.bootstrap(NoOpTracer())
        } else {
            var configuration = Configuration(serviceName: "bench")
            configuration.metrics.exporters = []
            configuration.traces.exporters = [.custom(NullExporter())]
            configuration.traces.sampler = backend == .recorded ? .alwaysOn : .alwaysOff
            telemetry = try Telemetry.bootstrap(configuration)
        }
        await make(spans / 5, telemetry)  // warm up
        await telemetry?.forceFlush()
        let start = Usage.cpu()
        await make(spans, telemetry)
        await telemetry?.forceFlush()
        print("cpu", (Usage.cpu() - start) / Double(spans / threads * threads))
        print("dropped", telemetry?.statistics.dropped[.queueFull] ?? 0)
        await telemetry?.shutdown()
    }

    /// Makes the spans in portions, and pauses while many wait: a span that is dropped would cost too little.
    private func make(_ count: Int, _ telemetry: Telemetry?) async {
        let portions = count / threads / 128
        let code = code
        await withDiscardingTaskGroup { group in
            for _ in 0..<threads {
                group.addTask {
                    for _ in 0..<portions {
                        code.run(128)
                        while let telemetry, telemetry.statistics.waiting > 1024 { usleep(50) }
                    }
                }
            }
        }
    }
}

extension SpanCost.Code {
    func run(_ count: Int) {
        switch self {
        case .bare:
            for _ in 0..<count { startSpan("GET /products/{id}", ofKind: .server).end() }
        case .attributes:
            for index in 0..<count {
                let span = startSpan("GET /products/{id}", ofKind: .server)
                span.updateAttributes { fill(&$0, index) }
                span.end()
            }
        case .block:
            for index in 0..<count {
                withSpan("GET /products/{id}", ofKind: .server) { span in
                    span.updateAttributes { fill(&$0, index) }
                }
            }
        case .fast:
            for index in 0..<count {
                let span = Spans.scope.startSpan(
                    "GET /products/{id}",
                    ofKind: .server,
                    attributes: Spans.fiveAttributes(index)
                )
                span.end()
            }
        case .rich:
            let linked = startSpan("linked").context
            for index in 0..<count { Spans.makeRich(index, linked: linked) }
        }
    }

    private func fill(_ attributes: inout SpanAttributes, _ index: Int) {
        attributes["http.request.method"] = "GET"
        attributes["http.route"] = "/products/{id}"
        attributes["url.scheme"] = "https"
        attributes["http.response.status_code"] = 200
        attributes["shop.product.id"] = index
    }
}
