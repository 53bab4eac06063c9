import HTTPTypes
import Hummingbird

/// Answers the requests to a viewer: OTLP below `/v1/`, the API below `/api/`, and the page everywhere else.
struct ViewerResponder: HTTPResponder {
    /// Nothing: what an answer depends on is all in the request.
    struct Context: InitializableFromSource {
        init(source: ApplicationRequestContextSource) {}
    }

    let receiver: ReceiverResponder
    let api: APIResponder
    let page: Page
    let origins: OriginRule

    func respond(to request: Request, context: Context) async throws -> Response {
        let path = request.uri.path
        if path == "/api" || path.hasPrefix("/api/") { return await api.answer(to: request).response(to: request) }
        guard request.method == .get || request.method == .head, path != "/v1", !path.hasPrefix("/v1/") else {
            if CrossOrigin.isPreflight(request) { return CrossOrigin.preflight(request) }
            // An exporter that was given a wrong path learns which ones there are.
            var response = try await receiver.respond(to: request)
            CrossOrigin.allow(&response)
            return response
        }
        do {
            try origins.checkName(request.head)
            return page.answer(to: request).response(to: request)
        } catch {
            return Answer(error).response(to: request)
        }
    }
}
