import OTLP
import Synchronization

@testable import Throughline

/// An exporter that answers as it was told, and can be held so that a test sees what happens meanwhile.
final class ScriptedExporter: SpanExporter {
    private struct State {
        var outcomes: [ExportOutcome]
        var batches: [SpanBatch] = []
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
        var arrivals: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var isShutDown = false
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - outcomes: The answers, one after the other; `success` after the last.
    ///   - isHeld: Whether `export` waits for `release()` before it answers.
    init(_ outcomes: [ExportOutcome] = [], isHeld: Bool = false) {
        state = Mutex(State(outcomes: outcomes, isHeld: isHeld))
    }

    var batches: [SpanBatch] { state.withLock { $0.batches } }
    var isShutDown: Bool { state.withLock { $0.isShutDown } }
    var names: [String] {
        batches.flatMap { batch in
            ((try? batch.decoded())?.resourceSpans ?? []).flatMap(\.scopeSpans).flatMap(\.spans).map(\.name)
        }
    }

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

    func export(_ batch: SpanBatch) async -> ExportOutcome {
        let arrivals = state.withLock { state in
            state.batches.append(batch)
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
        return state.withLock { $0.outcomes.isEmpty ? .success : $0.outcomes.removeFirst() }
    }

    func shutdown() async {
        state.withLock { $0.isShutDown = true }
    }
}
