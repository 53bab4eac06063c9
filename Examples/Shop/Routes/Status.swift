import Hummingbird

/// `GET /status/{code}`: answers that status.
func status(_ request: Request, _ context: some RequestContext) throws -> HTTPResponse.Status {
    guard let code = context.parameters.get("code", as: Int.self), (200...599).contains(code) else {
        throw HTTPError(.badRequest, message: "A status code is a number from 200 to 599.")
    }
    return HTTPResponse.Status(code: code)
}
