import Hummingbird

/// `GET /slow?ms=50`: waits.
func slow(_ request: Request, _ context: some RequestContext) async throws -> String {
    let pause = try request.number("ms", in: 0...60_000, default: 50)
    try await Task.sleep(for: .milliseconds(pause))
    return "waited \(pause) ms\n"
}
