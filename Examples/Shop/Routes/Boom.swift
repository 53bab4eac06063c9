import Hummingbird

struct Boom: Error, CustomStringConvertible {
    let description = "the shop is on fire"
}

/// `GET /boom`: the handler throws.
func boom(_ request: Request, _ context: some RequestContext) throws -> Response {
    throw Boom()
}
