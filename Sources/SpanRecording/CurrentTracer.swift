import Synchronization
import Tracing

/// Finds the current ``RecordingTracer`` without a dynamic cast a span.
///
/// `InstrumentationSystem.tracer` pays several casts on each call. Here the first recording tracer that is found, the
/// application's, is remembered; from then on finding it again is a comparison of two pointers. Every other tracer, one
/// bound with `withTracer` in a test, say, is found with a cast.
enum CurrentTracer {
    private static let remembered = AtomicLazyReference<Remembered>()

    static var recording: (any RecordingTracer)? {
        let instrument = InstrumentationSystem.instrument
        if let remembered = remembered.load(), remembered.isSame(as: instrument) { return remembered.tracer }
        return find(instrument)
    }

    private static func find(_ instrument: any Instrument) -> (any RecordingTracer)? {
        guard let tracer = instrument as? any RecordingTracer else {
            return InstrumentationSystem.tracer as? any RecordingTracer  // one of several in a MultiplexInstrument
        }
        if type(of: tracer) is AnyObject.Type {
            _ = remembered.storeIfNil(Remembered(tracer))
        }
        return tracer
    }

    private final class Remembered: Sendable {
        let tracer: any RecordingTracer
        private let type: ObjectIdentifier
        private let object: ObjectIdentifier

        init(_ tracer: any RecordingTracer) {
            self.tracer = tracer
            type = ObjectIdentifier(Swift.type(of: tracer))
            object = ObjectIdentifier(tracer as AnyObject)
        }

        func isSame(as instrument: any Instrument) -> Bool {
            isSame(opened: instrument)
        }

        private func isSame<Opened: Instrument>(opened instrument: Opened) -> Bool {
            // The same type as the remembered one is a class, so the value is a reference.
            ObjectIdentifier(Opened.self) == type
                && ObjectIdentifier(unsafeBitCast(instrument, to: AnyObject.self)) == object
        }
    }
}
