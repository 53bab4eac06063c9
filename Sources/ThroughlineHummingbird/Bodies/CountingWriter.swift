import HTTPTypes
import Hummingbird
import NIOCore
import ThroughlineHTTP

/// Writes a response's body, and tells the span how much of it was sent, and if nobody takes it any more.
struct CountingWriter: ResponseBodyWriter {
    private var writer: any ResponseBodyWriter
    private let span: HTTPServerSpan

    init(_ writer: any ResponseBodyWriter, for span: HTTPServerSpan) {
        self.writer = writer
        self.span = span
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        let bytes = buffer.readableBytes
        do {
            try await writer.write(buffer)
        } catch {
            throw failed(error)
        }
        span.send(bytes: bytes)
    }

    mutating func write(contentsOf buffers: some Sequence<ByteBuffer>) async throws {
        let buffers = Array(buffers)
        do {
            try await writer.write(contentsOf: buffers)
        } catch {
            throw failed(error)
        }
        span.send(bytes: buffers.reduce(0) { $0 + $1.readableBytes })
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        let span = span
        do {
            try await writer.finish(trailingHeaders)
        } catch {
            if !(error is CancellationError) { span.disconnect(error) }
            throw error
        }
    }

    /// Nothing but the connection can fail here, unless the task was cancelled.
    private func failed(_ error: any Error) -> any Error {
        if !(error is CancellationError) { span.disconnect(error) }
        return error
    }
}
