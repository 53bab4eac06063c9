import HTTPTypes
import Hummingbird
import NIOCore

extension LiveFeed {
    /// Server-sent events (WHATWG HTML, section 9.2): what changes, as long as the page is open.
    ///
    /// - Parameter total: how many traces there are.
    /// - Throws: ``APIError`` when too many pages are open.
    func answer(total: @escaping @Sendable () async -> Int) throws(APIError) -> Answer {
        guard let place = listen() else { throw .busy("Too many pages are open. Close one.") }
        let body = ResponseBody { writer in
            defer { withExtendedLifetime(place) {} }
            let listener = place.listener
            // A task of its own can be cancelled while it waits for a reader that has gone to sleep.
            let lent = LentWriter(writer: writer)
            let sending = Task { try await Self.send(listener, to: lent.writer, total: total) }
            listener.onStall { sending.cancel() }
            try await withTaskCancellationHandler {
                try await sending.value
            } onCancel: {
                sending.cancel()
            }
        }
        return Answer(
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .xAccelBuffering: "no"],
            content: .stream(body)
        )
    }

    /// Hands a writer to another task.
    ///
    /// Unchecked because who lends it does nothing but wait for the other task, so that only one has it at a time.
    private struct LentWriter: @unchecked Sendable {
        let writer: any ResponseBodyWriter
    }

    /// At most four changes a second: a page that draws more often is not read any better.
    private static let pause = Duration.milliseconds(250)

    private static func send(
        _ listener: Listener,
        to writer: any ResponseBodyWriter,
        total: @Sendable () async -> Int
    ) async throws {
        var writer = writer
        // The first bytes say that the connection stands, and how long to wait before another one.
        try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
        for await message in listener.messages {
            switch message {
            case .signOfLife:
                try await writer.write(ByteBuffer(string: ":\n\n"))
            case .change(let traces, let more):
                let change = await Change(traces: traces, more: more, total: total())
                var event = ByteBuffer(string: "event: changed\ndata: ")
                event.writeBytes(try AnswerEncoder.encode(change))
                event.writeString("\n\n")
                try await writer.write(event)
                // What changes meanwhile comes together with the next.
                try await Task.sleep(for: pause)
            }
        }
        try await writer.finish(nil)
    }
}

extension HTTPField.Name {
    /// Asks a proxy before the viewer to pass on what it gets at once.
    fileprivate static let xAccelBuffering = Self("X-Accel-Buffering")!
}
