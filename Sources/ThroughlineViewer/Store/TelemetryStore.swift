import Dispatch
public import OTLP
import Synchronization

/// The telemetry that has arrived: traces, log records and metrics, in memory or in a file.
///
/// Spans may come in any order and at any time: late ones join their trace, and a span that is sent again, as a sender does
/// when it has not seen the answer, replaces itself. The room is bounded: what came first makes room.
///
/// ```swift
/// let store = try TelemetryStore(path: "telemetry.sqlite")
/// await store.insert(request.resourceSpans)
/// let page = try await store.traces(matching: Query(parsing: "service=shop duration>100ms"))
/// ```
///
/// All is written by one writer, which takes what waits together; an insertion returns when it is written. Reads take
/// turns with it, and see what was inserted before. One process at a time has a file.
public final class TelemetryStore: Sendable {
    /// What a store may hold.
    public struct Limits: Hashable, Sendable {
        /// The most bytes, of all that the store keeps; `nil` for 512 MiB in memory, and 2 GiB in a file. One trace may
        /// take a quarter of it.
        public var maxBytes: Int?

        /// The most spans, of all traces together.
        public var maxSpans: Int

        public init(maxBytes: Int? = nil, maxSpans: Int = .max) {
            self.maxBytes = maxBytes
            self.maxSpans = maxSpans
        }
    }

    /// What this store may hold.
    public let limits: Limits

    /// The file; `nil` for a store in memory.
    public let path: String?

    private let thread = DispatchQueue(label: "throughline.store", qos: .userInitiated)
    private let core: CoreBox
    private let waiting = Mutex(Waiting())
    private let subscriptions: Mutex<TraceSubscriptions>
    /// Who waits for anything to be written.
    private let arrivals = Mutex<[AsyncStream<Void>.Continuation]>([])

    /// - Parameter path: of the file, which is made if there is none; `nil` keeps all in memory.
    /// - Throws: ``StoreError`` when the file cannot be used; it is left as it is then.
    public init(path: String? = nil, limits: Limits = Limits()) throws(StoreError) {
        self.limits = limits
        self.path = path
        subscriptions = Mutex(TraceSubscriptions())
        do {
            core = CoreBox(try StoreCore(path: path, limits: limits))
        } catch let error as StoreError {
            throw error
        } catch {
            throw .failed(reason: "\(error)")
        }
    }

    deinit {
        subscriptions.withLock { $0.finish() }
    }

    /// The core, for the store's thread. `@unchecked` because nothing else ever touches it.
    private final class CoreBox: @unchecked Sendable {
        let core: StoreCore

        init(_ core: StoreCore) { self.core = core }
    }

    private struct Waiting {
        var writes: [PendingWrite] = []
        /// Whether somebody is about to write.
        var isScheduled = false
    }
}

extension TelemetryStore {
    /// Adds the spans of a request. What is not valid is left out, and the rest is kept.
    @discardableResult
    public func insert(_ resourceSpans: [ResourceSpans]) async -> SpanInsertion {
        var insertion = SpanInsertion()
        let groups = [Arrivals<SpanArrival>](resourceSpans, into: &insertion)
        return await withCheckedContinuation { continuation in
            enqueue(.spans(groups, insertion, continuation))
        }
    }

    /// Adds the log records of a request.
    @discardableResult
    public func insert(_ resourceLogs: [ResourceLogs]) async -> LogInsertion {
        var insertion = LogInsertion()
        let groups = [Arrivals<LogArrival>](resourceLogs, into: &insertion)
        return await withCheckedContinuation { continuation in
            enqueue(.logs(groups, insertion, continuation))
        }
    }

    /// Adds the data points of a request. What is not valid is left out, and the rest is kept.
    @discardableResult
    public func insert(_ resourceMetrics: [ResourceMetrics]) async -> MetricInsertion {
        await withCheckedContinuation { continuation in
            enqueue(.metrics(resourceMetrics, continuation))
        }
    }

    /// Forgets everything; what ``status()`` has counted stays.
    public func removeAll() async throws {
        try await read { try $0.removeAll() }
        subscriptions.withLock { $0.forgetAll() }
    }
}

extension TelemetryStore {
    /// As many records are written in one go, so that who reads need not wait for long.
    private static let maxBatch = 4_096

    private func enqueue(_ write: PendingWrite) {
        let isFirst = waiting.withLock { waiting in
            waiting.writes.append(write)
            defer { waiting.isScheduled = true }
            return !waiting.isScheduled
        }
        if isFirst { thread.async { self.writeSome() } }
    }

    /// Writes what waits, up to a batch. On the store's thread.
    private func writeSome() {
        let (batch, isMore) = waiting.withLock { waiting in
            var count = 0
            let end = waiting.writes.firstIndex { write in
                defer { count += write.count }
                return count >= Self.maxBatch
            }
            let batch = Array(waiting.writes[..<(end ?? waiting.writes.count)])
            waiting.writes.removeFirst(batch.count)
            waiting.isScheduled = !waiting.writes.isEmpty
            return (batch, waiting.isScheduled)
        }
        if isMore { thread.async { self.writeSome() } }
        let outcome = core.core.write(batch)
        subscriptions.withLock { subscriptions in
            for id in outcome.forgotten { subscriptions.forget(id) }
            if !outcome.changed.isEmpty { subscriptions.announce(outcome.changed) }
        }
        arrivals.withLock { arrivals in
            // A signal that nobody has taken yet stands for all that come after it.
            arrivals.removeAll { if case .terminated = $0.yield() { true } else { false } }
        }
        outcome.resume()
    }

    /// Runs `body` on the store's thread, after what was inserted before.
    func read<Result: Sendable>(_ body: @escaping @Sendable (StoreCore) throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            thread.async { [core] in
                continuation.resume(with: Swift.Result { try body(core.core) })
            }
        }
    }
}

extension TelemetryStore {
    /// The ids of the traces that change from now on, as spans come to them, or log records. Several subscriptions do not
    /// take from one another.
    public func changes() -> TraceChanges {
        let (changes, subscription) = TraceChanges.make()
        subscriptions.withLock { $0.add(subscription) }
        return changes
    }

    /// Waits until `predicate` holds, looking at first and then whenever something has been written. A predicate that throws
    /// does not hold.
    ///
    /// ```swift
    /// let arrived = await store.wait(timeout: .seconds(10)) { try await $0.trace(id)?.isComplete == true }
    /// ```
    /// - Returns: whether `predicate` held before the time was over, or the task cancelled.
    public func wait(
        timeout: Duration,
        until predicate: @escaping @Sendable (TelemetryStore) async throws -> Bool
    ) async -> Bool {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        arrivals.withLock { $0.append(continuation) }
        @Sendable func holds() async -> Bool { (try? await predicate(self)) ?? false }
        defer { continuation.finish() }
        if await holds() { return true }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in signals where await holds() { return true }
                return false
            }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}
