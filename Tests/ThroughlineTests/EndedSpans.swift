import SpanRecording
import Synchronization
import Tracing

@testable import Throughline

/// A processor as a user may write it: adds an attribute at the start, and notes the end.
final class EndedSpans: SpanProcessor {
    private let ended = Mutex<[RecordedSpan]>([])

    var spans: [RecordedSpan] { ended.withLock { $0 } }
    var names: [String] { spans.map(\.name) }

    func onStart(_ span: ThroughlineSpan, parentContext: InstrumentationContext) {
        span.setAttributes(["seen": true])
    }

    func onEnd(_ span: RecordedSpan) {
        ended.withLock { $0.append(span) }
    }
}
