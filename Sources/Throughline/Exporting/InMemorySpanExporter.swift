public import OTLP
import Synchronization

/// Keeps spans in memory, for tests.
///
/// ```swift
/// let exporter = InMemorySpanExporter()
/// configuration.traces.exporters = [.custom(exporter)]
/// …
/// let spans = await exporter.spans(atLeast: 2)
/// ```
public final class InMemorySpanExporter: SpanExporter {
    private let state = Mutex(State())

    private struct State {
        var requests: [ExportTraceServiceRequest] = []
        var spanCount = 0
        var waiters: [Waiter] = []
        var nextWaiter = 0
        var isShutDown = false

        /// Takes out whoever need not wait any longer.
        mutating func takeSatisfied() -> [CheckedContinuation<Void, Never>] {
            let satisfied = waiters.filter { $0.count <= spanCount }
            waiters.removeAll { $0.count <= spanCount }
            return satisfied.map(\.continuation)
        }
    }

    private struct Waiter {
        let id: Int
        let count: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    public init() {}

    /// What has been exported, request by request, with the resource and the scopes of the spans.
    public var requests: [ExportTraceServiceRequest] { state.withLock { $0.requests } }

    /// The spans that have been exported, in their order.
    public var spans: [OTLP.Span] {
        requests.flatMap(\.resourceSpans).flatMap(\.scopeSpans).flatMap(\.spans)
    }

    /// The spans that have been exported, as soon as there are that many.
    ///
    /// It also returns when the task is cancelled, and when the exporter is shut down, with the spans that there are.
    public func spans(atLeast count: Int) async -> [OTLP.Span] {
        let id = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.spanCount >= count || state.isShutDown || Task.isCancelled { return true }
                    state.waiters.append(Waiter(id: id, count: count, continuation: continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume()
        }
        return spans
    }

    /// Forgets everything that has been exported.
    public func reset() {
        state.withLock { state in
            state.requests = []
            state.spanCount = 0
        }
    }

    public func export(_ batch: SpanBatch) async -> ExportOutcome {
        let request: ExportTraceServiceRequest
        do {
            request = try batch.decoded()
        } catch {
            return .failure(reason: "the batch is not readable: \(error)")
        }
        let satisfied = state.withLock { state in
            state.requests.append(request)
            state.spanCount += request.resourceSpans.reduce(0) { count, resourceSpans in
                resourceSpans.scopeSpans.reduce(count) { $0 + $1.spans.count }
            }
            return state.takeSatisfied()
        }
        for continuation in satisfied { continuation.resume() }
        return .success
    }

    public func shutdown() async {
        let waiters = state.withLock { state in
            state.isShutDown = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume() }
    }
}
