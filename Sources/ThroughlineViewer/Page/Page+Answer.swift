import HTTPTypes
import Hummingbird
import NIOCore

extension Page {
    /// What the page may do: load its own files, talk to its own viewer, and nothing else. Whatever a span says, there is nothing
    /// that would run it, and nowhere to send it to.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
        frame-ancestors 'none'; form-action 'none'
        """

    func answer(to request: Request) -> Answer {
        guard let file = file(at: request.uri.path) else {
            return Answer(
                status: .notFound,
                headers: [.contentType: "text/plain; charset=utf-8", .contentSecurityPolicy: Self.policy],
                content: .bytes(ByteBuffer(string: "There is no such file.\n"))
            )
        }
        var answer = Answer(
            headers: [.cacheControl: "no-cache", .eTag: file.tag, .contentSecurityPolicy: Self.policy]
        )
        let known = (request.headers[.ifNoneMatch] ?? "").split(separator: ",").map { $0.trimmingSpace() }
        if known.contains(where: { $0 == file.tag || $0 == "W/\(file.tag)" }) {
            answer.status = .notModified
        } else {
            answer.headers[.contentType] = file.type
            answer.content = .bytes(file.body)
        }
        return answer
    }
}
