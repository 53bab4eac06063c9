public import CoreMetrics
import SemanticConventions
import SpanRecording
import Synchronization

/// What the observable instruments have in common: a callback that waits for a backend, or is registered with one.
final class Observable: Sendable {
    private enum State {
        case waiting
        case registered(any ObservableRegistration)
        case cancelled
    }

    private let definition: InstrumentDefinition
    private let callback: ObservableCallback
    private let state = Mutex(State.waiting)

    init(
        _ descriptor: MetricDescriptor,
        _ scope: InstrumentationScope?,
        _ fileID: String,
        _ attributeKeys: Set<String>?,
        isFloatingPoint: Bool,
        callback: @escaping ObservableCallback
    ) {
        definition = InstrumentDefinition(
            descriptor,
            scope: scope,
            fileID: fileID,
            isObservable: true,
            isFloatingPoint: isFloatingPoint,
            attributeKeys: attributeKeys
        )
        self.callback = callback
        if let factory = MetricsSystem.factory as? any RecordingMetricsFactory {
            register(with: factory)
        } else {
            WaitingObservables.add(self)
        }
    }

    deinit {
        cancel()
    }

    func register(with factory: any RecordingMetricsFactory) {
        guard case .waiting = state.withLock({ $0 }) else { return }
        let registration = factory.observe(definition, callback: callback)
        let isTaken = state.withLock { state in
            guard case .waiting = state else { return false }
            state = .registered(registration)
            return true
        }
        if !isTaken { registration.cancel() }
    }

    func cancel() {
        let before = state.withLock { state in
            defer { state = .cancelled }
            return state
        }
        if case .registered(let registration) = before { registration.cancel() }
    }
}

/// Observables that were made before the application had a backend.
enum WaitingObservables {
    private struct Weak: Sendable {
        weak let observable: Observable?
    }

    private static let waiting = Mutex<[Weak]>([])

    static func add(_ observable: Observable) {
        waiting.withLock { waiting in
            waiting.removeAll { $0.observable == nil }
            waiting.append(Weak(observable: observable))
        }
    }

    static func take() -> [Observable] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting.compactMap(\.observable)
        }
    }
}

extension MetricsSystem {
    /// Makes a backend the process's, as `bootstrap` does, and registers the observable instruments that were made before it.
    ///
    /// Like that, it ends the process when it is called twice.
    public static func bootstrap(recording factory: any RecordingMetricsFactory) {
        bootstrap(factory)
        for observable in WaitingObservables.take() { observable.register(with: factory) }
    }
}
