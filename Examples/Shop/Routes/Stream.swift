import Hummingbird

/// `GET /stream?chunks=10&ms=20`: sends one line after the other. The request's span ends with the last.
func stream(_ request: Request, _ context: some RequestContext) throws -> Response {
    let chunks = try request.number("chunks", in: 1...10_000, default: 10)
    let pause = try request.number("ms", in: 0...60_000, default: 20)
    guard chunks * pause <= 60_000 else {
        throw HTTPError(.badRequest, message: "chunks times ms must be 60000 at most: a minute.")
    }
    let body = ResponseBody { writer in
        for chunk in 1...chunks {
            try await Task.sleep(for: .milliseconds(pause))
            try await writer.write(ByteBuffer(string: "chunk \(chunk) of \(chunks)\n"))
        }
        try await writer.finish(nil)
    }
    return Response(status: .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: body)
}
