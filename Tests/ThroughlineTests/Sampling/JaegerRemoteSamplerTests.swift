import Logging
import Testing
import Tracing

@testable import Throughline

@Suite struct JaegerRemoteSamplerTests {
    private func step(_ strategy: String) -> ScriptedServer.Step {
        .status("200 OK", headers: "Content-Type: application/json\r\n", body: Array(strategy.utf8))
    }

    private func names(_ tracer: ThroughlineTracer, _ recording: RecordingTelemetry) async -> [String] {
        for name in ["a", "b"] { tracer.startSpan(name).end() }
        return await recording.spans().map(\.name)
    }

    /// Waits until a sampler has taken over as many answers as the server was asked for. The next question shows it.
    private func sampling(
        _ script: [ScriptedServer.Step],
        initial: any Sampler = .alwaysOff,
        _ test: (RecordingTelemetry, ScriptedServer) async throws -> Void
    ) async throws {
        try await ScriptedServer.run(script) { server in
            let recording = RecordingTelemetry { configuration in
                configuration.serviceName = "shop & co"
                configuration.traces.sampler = .parentBased(
                    root: .jaegerRemote(
                        endpoint: .base(server.url),
                        pollingInterval: .milliseconds(1),
                        initial: initial
                    )
                )
            }
            await server.requests(atLeast: script.count + 1)
            try await test(recording, server)
            await recording.telemetry.shutdown()
        }
    }

    @Test func itSamplesAsItIsTold() async throws {
        let strategy = step(#"{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":1}}"#)
        try await sampling([strategy]) { recording, server in
            #expect(await names(recording.tracer, recording) == ["a", "b"])
            #expect(server.requests.first?.line == "GET /sampling?service=shop%20%26%20co HTTP/1.1")
        }
    }

    @Test func whatJaegerLeavesOutIsZero() async throws {
        let strategy = step(#"{"strategyType":"PROBABILISTIC","probabilisticSampling":{}}"#)
        try await sampling([strategy], initial: .alwaysOn) { recording, _ in
            #expect(await names(recording.tracer, recording).isEmpty)
        }
    }

    @Test func itLimitsTheRate() async throws {
        let strategy = step(#"{"strategyType":1,"rateLimitingSampling":{"maxTracesPerSecond":0.001}}"#)
        try await sampling([strategy]) { recording, _ in
            #expect(await names(recording.tracer, recording) == ["a"])
        }
    }

    @Test func operationsHaveSharesOfTheirOwn() async throws {
        let strategy = step(
            #"""
            {"strategyType":"PROBABILISTIC","operationSampling":{"defaultSamplingProbability":0,
             "perOperationStrategies":[{"operation":"b","probabilisticSampling":{"samplingRate":1}}]}}
            """#
        )
        try await sampling([strategy]) { recording, _ in
            #expect(await names(recording.tracer, recording) == ["b"])
        }
    }

    @Test func everyOperationIsSampledFromTimeToTime() {
        let strategy = JaegerStrategy.PerOperation(
            defaultSamplingProbability: 0,
            defaultLowerBoundTracesPerSecond: 0.001
        )
        let sampler = JaegerOperationSampler(strategy)
        let candidate = SpanCandidate(
            context: .topLevel,
            parent: nil,
            traceID: TraceID(high: 1, low: 2),
            name: "any",
            kind: .internal
        )
        #expect((0..<10).count { _ in sampler.sample(candidate).decision == .recordAndSample } == 1)
    }

    @Test(
        arguments: [
            .status("500 Internal Server Error"), .close, .status("200 OK", body: Array("hello".utf8)),
            .status("200 OK", body: Array(#"{"strategyType":"SOMETHING"}"#.utf8)),
        ] as [ScriptedServer.Step]
    )
    func trouble(step: ScriptedServer.Step) async throws {
        let told = self.step(#"{"probabilisticSampling":{"samplingRate":1}}"#)
        try await sampling([told, step]) { recording, _ in
            #expect(await names(recording.tracer, recording) == ["a", "b"], "what was said last still holds")
        }
    }

    @Test func withoutAJaegerTheInitialSamplerDecides() async {
        let recording = RecordingTelemetry {
            $0.traces.sampler = .jaegerRemote(endpoint: "http://127.0.0.1:1", initial: .alwaysOn)
        }
        #expect(await names(recording.tracer, recording) == ["a", "b"])
        await recording.telemetry.shutdown()
    }

    @Test func aShutdownDoesNotWaitForAnAnswer() async throws {
        try await ScriptedServer.run([.stall(after: [])]) { server in
            let recording = RecordingTelemetry {
                $0.traces.sampler = .jaegerRemote(endpoint: .base(server.url), initial: .alwaysOn)
            }
            await server.requests(atLeast: 1)
            await recording.telemetry.shutdown()
            await server.allClosed()
        }
    }
}
