import Hummingbird
import ThroughlineHTTP
import Tracing

extension ResponseBody {
    /// The same body, the writing of which is part of the span and ends it.
    ///
    /// A body that is never written, because the head could not be or because somebody dropped it, lets go of the span,
    /// which ends it too.
    func traced(by span: HTTPServerSpan) -> ResponseBody {
        if contentLength == 0 || (contentLength != nil && !span.isRecording) || isAtHandAndSmall {
            // Hummingbird writes a response in one go unless its body is a closure; otherwise in three, which costs more than
            // everything else here together. Where there is nothing to time, it shall stay so.
            span.end()
            return self
        }
        return ResponseBody(contentLength: contentLength) { writer in
            defer { span.end() }
            do {
                let body = self
                let writer = writer
                try await InstrumentationContext.$current.withValue(span.context) { try await body.write(writer) }
            } catch {
                span.fail(error)
                throw error
            }
        }
    }

    /// The same body, the writing of which leaves no spans.
    func untraced() -> ResponseBody {
        // With a length, Hummingbird's own bodies are at hand, or files; nobody makes spans there, and how they are
        // written shall stay as it is.
        guard contentLength == nil else { return self }
        return ResponseBody { writer in
            let body = self
            // It stays in this task; the closure, which may not escape, only hides that from the compiler.
            nonisolated(unsafe) let writer = writer
            try await withTracer(NoOpTracer()) { try await body.write(writer) }
        }
    }
}
