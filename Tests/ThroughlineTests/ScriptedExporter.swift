import OTLP
import Synchronization

@testable import Throughline

typealias ScriptedSpanExporter = ScriptedExporter<SpanBatch>
typealias ScriptedMetricExporter = ScriptedExporter<MetricBatch>

/// An exporter that answers as it was told, and can be held so that a test sees what happens meanwhile.
final class ScriptedExporter<Batch: Sendable>: Sendable {
    private struct State {
        var outcomes: [ExportOutcome]
        var batches: [Batch] = []
        var isHeld: Bool
        var held: [CheckedContinuation<Void, Never>] = []
        var arrivals: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var running = 0
        var mostRunning = 0
        var flushes = 0
        var isShutDown = false
    }

    private let preference: Configuration.Metrics.TemporalityPreference
    private let flushOutcome: ExportOutcome
    private let state: Mutex<State>

    /// - Parameters:
    ///   - outcomes: The answers, one after the other; `success` after the last.
    ///   - isHeld: Whether `export` waits for `release()` before it answers.
    ///   - temporality: What is preferred, of metrics.
    ///   - flushOutcome: The answer to every flush, of metrics.
    init(
        _ outcomes: [ExportOutcome] = [],
        isHeld: Bool = false,
        temporality: Configuration.Metrics.TemporalityPreference = .cumulative,
        flushOutcome: ExportOutcome = .success
    ) {
        state = Mutex(State(outcomes: outcomes, isHeld: isHeld))
        preference = temporality
        self.flushOutcome = flushOutcome
    }

    var batches: [Batch] { state.withLock { $0.batches } }
    var isShutDown: Bool { state.withLock { $0.isShutDown } }
    var flushes: Int { state.withLock { $0.flushes } }
    /// How many calls there were at once, at most.
    var mostRunning: Int { state.withLock { $0.mostRunning } }

    /// Returns when `export` has been called `count` times.
    func calls(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.batches.count >= count { return true }
                state.arrivals.append((count, continuation))
                return false
            }
            if isReached { continuation.resume() }
        }
    }

    /// Lets every held call answer, and holds no other.
    func release() {
        let held = state.withLock { state in
            state.isHeld = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    func export(_ batch: Batch) async -> ExportOutcome {
        let arrivals = state.withLock { state in
            state.batches.append(batch)
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
            let reached = state.arrivals.filter { $0.count <= state.batches.count }
            state.arrivals.removeAll { $0.count <= state.batches.count }
            return reached
        }
        for arrival in arrivals { arrival.continuation.resume() }
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHeld { state.held.append(continuation) }
                return state.isHeld
            }
            if !isHeld { continuation.resume() }
        }
        return state.withLock { state in
            state.running -= 1
            return state.outcomes.isEmpty ? .success : state.outcomes.removeFirst()
        }
    }

    func shutdown() async {
        state.withLock { $0.isShutDown = true }
    }
}

extension ScriptedExporter: SpanExporter where Batch == SpanBatch {
    var names: [String] {
        batches.flatMap { batch in
            ((try? batch.decoded())?.resourceSpans ?? []).flatMap(\.scopeSpans).flatMap(\.spans).map(\.name)
        }
    }
}

extension ScriptedExporter: MetricExporter where Batch == MetricBatch {
    /// The values of the sums and gauges in each batch.
    var values: [[OTLP.Number]] {
        batches.map { batch in
            batch.request.resourceMetrics.flatMap(\.scopeMetrics).flatMap(\.metrics).flatMap(\.numbers)
                .compactMap(\.value)
        }
    }

    func forceFlush() async -> ExportOutcome {
        state.withLock { $0.flushes += 1 }
        return flushOutcome
    }

    func temporality(for kind: InstrumentKind) -> Temporality { preference.temporality(for: kind) }
}
