import Synchronization
import Tracing

/// Finds the current ``RecordingTracer`` without a dynamic cast a span.
///
/// `InstrumentationSystem.tracer` pays several casts on each call. Here the first recording tracer that is found, the
/// application's, is remembered; from then on finding it again is a comparison of two pointers. Every other tracer, one
/// bound with `withTracer` in a test, say, is found with a cast.
enum CurrentTracer {
    /// Never released once it is there. An `AtomicLazyReference` would say so by itself, but is several times slower to read.
    private static let remembered = Atomic<Unmanaged<Remembered>?>(nil)

    static var recording: (any RecordingTracer)? {
        guard case .recording(let tracer) = current else { return nil }
        return tracer
    }

    /// What makes spans now.
    static var current: Found {
        let instrument = InstrumentationSystem.instrument
        if let remembered = remembered.load(ordering: .acquiring)?.takeUnretainedValue(),
            remembered.isSame(as: instrument)
        {
            return .recording(remembered.tracer)
        }
        // Casts that fail cost as much as those that do not, and an application that traces nothing pays for none of them.
        let type = Swift.type(of: instrument)
        if type == NoOpInstrument.self || type == NoOpTracer.self { return .nothing }
        return find(instrument).map(Found.recording) ?? .standard
    }

    enum Found {
        case recording(any RecordingTracer)
        /// A tracer that knows the standard API only.
        case standard
        /// Nothing is bootstrapped, or tracing is switched off for this task.
        case nothing
    }

    private static func find(_ instrument: any Instrument) -> (any RecordingTracer)? {
        guard let tracer = instrument as? any RecordingTracer else {
            return InstrumentationSystem.tracer as? any RecordingTracer  // one of several in a MultiplexInstrument
        }
        if let found = Remembered(tracer).map(Unmanaged.passRetained) {
            let (isStored, _) = remembered.compareExchange(
                expected: nil,
                desired: found,
                ordering: .acquiringAndReleasing
            )
            if !isStored { found.release() }
        }
        return tracer
    }

    private final class Remembered: Sendable {
        let tracer: any RecordingTracer
        private let identity: ValueIdentity

        /// `nil` for a tracer that is not one word, a reference to an object, in size.
        init?(_ tracer: any RecordingTracer) {
            guard let identity = ValueIdentity(tracer) else { return nil }
            self.tracer = tracer
            self.identity = identity
        }

        /// That this tracer is kept alive makes it so for good.
        func isSame(as instrument: any Instrument) -> Bool { ValueIdentity(instrument) == identity }
    }
}
