import HTTPTypes
import Hummingbird
import ThroughlineHTTP

extension Response {
    /// Makes writing the body a part of the span, which ends it.
    ///
    /// A body that is never written, because the head could not be or because somebody dropped it, lets go of the span,
    /// which ends it too.
    mutating func trace(
        by span: HTTPServerSpan,
        answering method: HTTPRequest.Method,
        over connection: (any HTTPServerConnection)?
    ) {
        let body = body
        // Hummingbird writes a head and a buffer in one go, without waiting for anything: what is left to time is nothing.
        // A closure around it would make three writes of it, and that costs more than the rest of the span.
        if let length = body.contentLength, !span.isObserved || length <= smallBody, body.isAtHand {
            if span.isObserved { span.send(bytes: method == .head ? 0 : length) }
            span.end()
        } else {
            self.body = body.traced(by: span, over: connection)
        }
    }
}

extension ResponseBody {
    fileprivate func traced(by span: HTTPServerSpan, over connection: (any HTTPServerConnection)?) -> ResponseBody {
        ResponseBody(contentLength: contentLength) { writer in
            let body = self
            // It stays in this task; the closure, which may not escape, only hides that from the compiler.
            nonisolated(unsafe) let writer = writer
            defer { span.end() }
            try await span.withCurrent {
                guard span.isObserved else { return try await body.write(writer) }
                do {
                    try await body.write(CountingWriter(writer, for: span))
                } catch {
                    span.conclude(body: error, over: connection)
                    throw error
                }
            }
        }
    }

    /// The same body, the writing of which leaves no spans.
    func untraced() -> ResponseBody {
        guard !isAtHand else { return self }
        return ResponseBody(contentLength: contentLength) { writer in
            let body = self
            // It stays in this task; the closure, which may not escape, only hides that from the compiler.
            nonisolated(unsafe) let writer = writer
            try await HTTPServerSpan.excluding { try await body.write(writer) }
        }
    }
}

/// Half of a channel's default high water mark, up to which a write returns at once, whatever the client does; the other half
/// is for an answer that is still on its way. In bytes.
private let smallBody = 32 << 10
