import Foundation
import Synchronization
package import Tracing

/// A tracing backend of the simplest kind, which knows nothing of Throughline: a line for each span that has ended, in a file.
///
/// A line is written with one call, so that a process that is killed leaves whole lines.
package struct LineTracer: Tracer {
    private let file: LineFile

    package init(path: String) {
        file = LineFile(path)
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> LineSpan {
        let parent = context()
        var context = parent
        context.trace = Trace(trace: parent.trace?.trace ?? .random(in: 1 ... .max), span: .random(in: 1 ... .max))
        return LineSpan(operationName, context: context, parent: parent.trace?.span ?? 0, file: file)
    }

    package func forceFlush() {}

    package func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        if let trace = context.trace { injector.inject("\(trace.trace)-\(trace.span)", forKey: "line", into: &carrier) }
    }

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout InstrumentationContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        let numbers = (extractor.extract(key: "line", from: carrier) ?? "").split(separator: "-").compactMap {
            UInt64($0)
        }
        if numbers.count == 2 { context.trace = Trace(trace: numbers[0], span: numbers[1]) }
    }
}

private struct Trace: Sendable {
    var trace: UInt64
    var span: UInt64
}

private enum TraceKey: InstrumentationContextKey {
    typealias Value = Trace
}

extension InstrumentationContext {
    fileprivate var trace: Trace? {
        get { self[TraceKey.self] }
        set { self[TraceKey.self] = newValue }
    }
}

package final class LineSpan: Tracing.Span {
    package let context: InstrumentationContext
    package let isRecording = true
    private let parent: UInt64
    private let file: LineFile
    private let state: Mutex<(name: String, attributes: SpanAttributes, isError: Bool)>

    fileprivate init(_ name: String, context: InstrumentationContext, parent: UInt64, file: LineFile) {
        self.context = context
        self.parent = parent
        self.file = file
        state = Mutex((name, [:], false))
    }

    package var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    package func setStatus(_ status: SpanStatus) { state.withLock { $0.isError = status.code == .error } }
    package func addEvent(_ event: SpanEvent) {}
    package func addLink(_ link: SpanLink) {}
    package func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {}

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let (name, attributes, isError) = state.withLock { $0 }
        let line = SpanLine(
            name: name,
            trace: context.trace?.trace ?? 0,
            span: context.trace?.span ?? 0,
            parent: parent,
            attempt: attributes.attempt ?? 0,
            message: attributes.message ?? "",
            isError: isError
        )
        file.write("\(line)\n")
    }
}

extension SpanAttributes {
    /// Which attempt at a job, or at a buffered request.
    fileprivate var attempt: Int? {
        if case .int64(let attempt) = get("throughline.job.attempt") { return Int(attempt) }
        if case .int64(let retries) = get("throughline.inbox.retries") { return Int(retries) + 1 }
        return nil
    }

    /// The id of a job, or of a buffered request.
    fileprivate var message: String? {
        for name in ["messaging.message.id", "throughline.inbox.request.id"] {
            if case .string(let id) = get(name) { return id }
        }
        return nil
    }
}

private final class LineFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) {
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
    }

    func write(_ line: String) {
        let bytes = Array(line.utf8)
        _ = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    }
}
