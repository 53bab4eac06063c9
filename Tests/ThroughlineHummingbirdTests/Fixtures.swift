import Hummingbird
import InMemoryTracing
import NIOCore
import SemanticConventions
import SpanRecording
import Synchronization
import Tracing

struct Boom: Error {}

/// An error that answers as it likes.
struct CustomError: HTTPResponseError {
    var status: HTTPResponse.Status { .conflict }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        Response(status: status, body: ResponseBody(byteBuffer: ByteBuffer(string: "custom")))
    }
}

/// A context that knows the client's address.
struct AddressContext: RequestContext, RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    let remoteAddress: SocketAddress?

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}

/// Remembers the last error that passes.
final class ErrorObserver<Context: RequestContext>: RouterMiddleware {
    private let last = Mutex<(any Error)?>(nil)

    var error: (any Error)? { last.withLock { $0 } }

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            last.withLock { $0 = error }
            throw error
        }
    }
}

/// Answers without the body.
struct BodyDropper<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try await Response(status: next(request, context).status)
    }
}
