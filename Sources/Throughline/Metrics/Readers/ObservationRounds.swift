import Synchronization

/// The rounds of one ``Telemetry``, one after the other: a callback that is being asked is not asked again.
///
/// Readers often collect at the same time, all of them at a shutdown. Whoever asks while a round is under way gets the next one,
/// because what was observed before may be out of date, and shares it with all who ask before it begins.
final class ObservationRounds: Sendable {
    private struct State {
        var latest: Task<ObservationRound.Result, Never>?
        /// Whether nobody can share the latest one any more.
        var hasBegun = false
    }

    private let round: ObservationRound
    private let observables: @Sendable () -> [ObservableInstrument]
    private let executor = ExportExecutor(label: "throughline.observations")
    private let state = Mutex(State())

    init(_ round: ObservationRound, of observables: @escaping @Sendable () -> [ObservableInstrument]) {
        self.round = round
        self.observables = observables
    }

    /// What was observed, by instrument, in a round that began after this was called.
    func next() async -> ObservationRound.Result {
        let task = state.withLock { state in
            if let latest = state.latest, !state.hasBegun { return latest }
            let before = state.latest
            let task = Task.detached(executorPreference: executor) { [self] in
                _ = await before?.value
                begin()
                let result = await round.run(observables())
                end()
                return result
            }
            state = State(latest: task)
            return task
        }
        return await task.value
    }

    private func begin() {
        state.withLock { $0.hasBegun = true }
    }

    /// Keeps what was observed no longer than those who asked for it.
    private func end() {
        state.withLock { if $0.hasBegun { $0 = State() } }
    }
}
