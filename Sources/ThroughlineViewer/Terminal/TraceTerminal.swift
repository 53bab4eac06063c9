public import ServiceLifecycle

/// Shows the traces of a ``TelemetryStore`` as they settle: the view of `throughline view --terminal`.
///
/// A trace is shown when its root and all parents have arrived and no span has come for a while, and again when late
/// spans or log lines come. One that stays incomplete is shown after a longer while. Whatever has not been shown at a graceful
/// shutdown is shown then.
///
/// ```swift
/// let terminal = TraceTerminal(store: store, renderer: TraceRenderer()) { print($0, terminator: "") }
/// ```
public struct TraceTerminal<C: Clock>: Service where C.Duration == Duration {
    private let store: TelemetryStore
    private let changes: TraceChanges
    private let clock: C
    private let screen: Screen

    /// - Parameters:
    ///   - store: the traces; those that change from now on are shown, with their log lines under their spans.
    ///   - renderer: how to draw them.
    ///   - quietPeriod: how long no span must have come to a complete trace.
    ///   - incompletePeriod: how long no span must have come to a trace of which spans are missing. The default leaves
    ///     time for a second service, which by OpenTelemetry's default sends what it has every five seconds.
    ///   - write: takes the text of one trace: lines, with the end of the last one. Called for one at a time.
    public init(
        store: TelemetryStore,
        renderer: TraceRenderer,
        quietPeriod: Duration = .milliseconds(500),
        incompletePeriod: Duration = .seconds(6),
        clock: C,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.store = store
        self.changes = store.changes()
        self.clock = clock
        self.screen = Screen(
            store: store,
            renderer: renderer,
            settling: TraceSettling(quietPeriod: quietPeriod, incompletePeriod: incompletePeriod),
            write: write
        )
    }

    /// Shows traces until a graceful shutdown, or until the task is cancelled, or the store is gone.
    public func run() async {
        await withDiscardingTaskGroup { group in
            await withGracefulShutdownHandler {
                for await ids in changes {
                    guard let deadline = await screen.change(ids, at: clock.now) else { continue }
                    group.addTask { await watch(deadline) }
                }
            } onGracefulShutdown: {
                changes.finish()
            }
            group.cancelAll()
        }
        await screen.showAll()
    }

    /// Shows what is due at `deadline`, and what is due after it.
    private func watch(_ deadline: C.Instant) async {
        var next: C.Instant? = deadline
        while let deadline = next {
            do {
                try await clock.sleep(until: deadline, tolerance: nil)
            } catch {
                return
            }
            next = await screen.showDue(at: deadline)
        }
    }
}

extension TraceTerminal where C == ContinuousClock {
    /// A view that waits by the computer's clock.
    ///
    /// - Parameters:
    ///   - store: the traces; those that change from now on are shown, with their log lines under their spans.
    ///   - renderer: how to draw them.
    ///   - quietPeriod: how long no span must have come to a complete trace.
    ///   - incompletePeriod: how long no span must have come to a trace of which spans are missing.
    ///   - write: takes the text of one trace: lines, with the end of the last one. Called for one at a time.
    public init(
        store: TelemetryStore,
        renderer: TraceRenderer,
        quietPeriod: Duration = .milliseconds(500),
        incompletePeriod: Duration = .seconds(6),
        write: @escaping @Sendable (String) -> Void
    ) {
        self.init(
            store: store,
            renderer: renderer,
            quietPeriod: quietPeriod,
            incompletePeriod: incompletePeriod,
            clock: ContinuousClock(),
            write: write
        )
    }
}

extension TraceTerminal {
    /// What has been shown, and what waits to be. An actor, so that one trace is written at a time, and a terminal that
    /// is slow to take it holds up nothing else.
    private actor Screen {
        private let store: TelemetryStore
        private let renderer: TraceRenderer
        private let write: @Sendable (String) -> Void
        private var settling: TraceSettling<C.Instant>
        /// The earliest deadline that a task already sleeps for.
        private var watched: C.Instant?
        /// How many spans a trace that waits to be shown has.
        private var waiting: [Trace.ID: Int] = [:]
        /// How many spans and log lines of a trace were there when it was shown.
        private var shown: [Trace.ID: (spans: Int, logs: Int)] = [:]
        /// How many of them are kept until a look at which of them are gone.
        private var maxShown = 1_024

        init(
            store: TelemetryStore,
            renderer: TraceRenderer,
            settling: TraceSettling<C.Instant>,
            write: @escaping @Sendable (String) -> Void
        ) {
            self.store = store
            self.renderer = renderer
            self.settling = settling
            self.write = write
        }

        /// - Returns: a deadline that somebody must begin to watch.
        func change(_ ids: Set<Trace.ID>, at now: C.Instant) async -> C.Instant? {
            for id in ids {
                // One that waits is not held up by log lines, of which there may be no end.
                guard let summary = try? await store.summary(of: id), waiting[id] != summary.spans else { continue }
                waiting[id] = summary.spans
                settling.change(id, isComplete: summary.complete, at: now)
            }
            return nextToWatch()
        }

        /// - Returns: the deadline that is to be watched next, unless somebody does already.
        func showDue(at deadline: C.Instant) async -> C.Instant? {
            if watched == deadline { watched = nil }
            for id in settling.takeDue(at: deadline) { await show(id) }
            return nextToWatch()
        }

        func showAll() async {
            for id in settling.takeAll() { await show(id) }
        }

        private func nextToWatch() -> C.Instant? {
            guard let next = settling.nextDeadline else { return nil }
            if let watched, watched <= next { return nil }
            watched = next
            return next
        }

        private func show(_ id: Trace.ID) async {
            waiting[id] = nil
            // It may have made room for others in the meantime.
            guard let trace = try? await store.trace(id) else { return }
            let mark = shown[id].map { shown in
                TraceRenderer.Mark.updated(
                    lateSpans: trace.spans.count - shown.spans,
                    lateLogs: trace.logs.count - shown.logs
                )
            }
            shown[id] = (trace.spans.count, trace.logs.count)
            if shown.count > maxShown { await forgetGone() }
            write(renderer.render(trace, logs: trace.logs, mark: mark))
        }

        /// Forgets what has made room for others.
        private func forgetGone() async {
            for id in Array(shown.keys) where (try? await store.summary(of: id)) == nil { shown[id] = nil }
            maxShown = 2 * shown.count + 64
        }
    }
}
