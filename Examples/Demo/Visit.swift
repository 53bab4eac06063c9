import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import ThroughlineViewer

/// A request to the Shop, and the trace that it is expected to leave.
struct Visit: Sendable {
    var method = HTTPMethod.GET
    let path: String
    /// The request's body, JSON.
    var body: String?
    let remark: String
    /// The answer's status.
    var status = 200
    /// `nil` where nothing is traced.
    let expected: ExpectedSpan?
    /// Whether a mail comes of it.
    var leavesReceipt = false

    /// What is asked of the Shop, in this order: when the traces of the others are here, one of the first would be too.
    static let all = [
        Visit(path: "/health", remark: "excluded: no trace, as it should be", expected: nil),
        Visit(
            path: "/products/2",
            remark: "reads the database",
            expected: .server("GET /products/{id}", .access("read", .client(#"SELECT "products""#)))
        ),
        Visit(
            method: .POST,
            path: "/orders",
            body: #"{"product":1,"quantity":2,"email":"a@example.com","card":"flaky"}"#,
            remark: "one trace: the partner's price, the order, its jobs, a card that fails twice, news, the receipt",
            status: 201,
            expected: .order,
            leavesReceipt: true
        ),
        Visit(
            method: .POST,
            path: "/events",
            body: #"{"kind":"flaky","key":"k1","fail":1}"#,
            remark: "accepted at once; one trace with the attempt that fails, the next, and what the partner is told",
            status: 202,
            expected: .event
        ),
        Visit(path: "/slow?ms=30", remark: "takes its time", expected: .server("GET /slow")),
        Visit(
            path: "/status/404",
            remark: "the client's mistake, not the Shop's: no error",
            status: 404,
            expected: .server("GET /status/{code}")
        ),
        Visit(path: "/boom", remark: "the handler throws", status: 500, expected: .server("GET /boom", isError: true)),
        Visit(
            path: "/stream?chunks=5&ms=10",
            remark: "the span ends with the last byte",
            expected: .server("GET /stream")
        ),
        Visit(
            path: "/call?path=/slow%3Fms%3D20",
            remark: "asks another server, in one trace",
            expected: .server("GET /call", .client("GET", .server("GET /slow")))
        ),
    ]

    /// Sends the request and reads the answer to its end.
    func pay(to url: String, with client: HTTPClient) async throws -> Answer {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let answer = try await client.execute(request, timeout: .seconds(30))
        let traceResponse = answer.headers.first(name: "traceresponse")
        for try await _ in answer.body {}
        return Answer(status: Int(answer.status.code), traceResponse: traceResponse)
    }

    /// What the Shop has answered.
    struct Answer: Sendable {
        let status: Int
        let traceResponse: String?

        /// The trace that the request became part of.
        var traceID: Trace.ID? {
            let parts = traceResponse?.split(separator: "-") ?? []
            return parts.count == 4 ? Trace.ID(hex: String(parts[1])) : nil
        }
    }
}
