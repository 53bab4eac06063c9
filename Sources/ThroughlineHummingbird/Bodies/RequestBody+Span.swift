import Hummingbird
import NIOCore
import ThroughlineHTTP

extension RequestBody {
    /// The same body, of which every piece that is read is counted.
    func counted(by span: HTTPServerSpan) -> RequestBody {
        RequestBody(asyncSequence: CountedBody(body: self, span: span))
    }
}

private struct CountedBody: AsyncSequence, Sendable {
    let body: RequestBody
    let span: HTTPServerSpan

    func makeAsyncIterator() -> Iterator {
        Iterator(body: body.makeAsyncIterator(), span: span)
    }

    struct Iterator: AsyncIteratorProtocol {
        var body: RequestBody.AsyncIterator
        let span: HTTPServerSpan

        mutating func next() async throws -> ByteBuffer? {
            guard let piece = try await body.next() else { return nil }
            span.receive(bytes: piece.readableBytes)
            return piece
        }
    }
}
