import Foundation
import Gzip
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer to a browser, or to who asks the API.
struct Answer: Sendable {
    enum Content: Sendable {
        case bytes(ByteBuffer)
        /// Written bit by bit.
        case stream(ResponseBody)
    }

    var status: HTTPResponse.Status = .ok
    var headers: HTTPFields = [:]
    var content = Content.bytes(ByteBuffer())

    /// Smaller answers are not worth compressing.
    private static let minCompressedSize = 32 << 10

    /// What is sent: compressed where that is wanted and worth it, without its content for HEAD.
    func response(to request: Request) -> Response {
        var headers = headers
        // Do not guess what it is, do not tell others where it was, do not lend it to them.
        headers[.xContentTypeOptions] = "nosniff"
        headers[.referrerPolicy] = "no-referrer"
        headers[.crossOriginResourcePolicy] = "same-origin"
        let body: ResponseBody
        switch content {
        case .stream(let stream):
            body = stream
        case .bytes(let bytes):
            if bytes.readableBytes >= Self.minCompressedSize, request.acceptsGzip,
                let compressed = try? Gzip.compress(Array(bytes.readableBytesView))
            {
                headers[.contentEncoding] = "gzip"
                headers[.vary] = "Accept-Encoding"
                body = ResponseBody(byteBuffer: ByteBuffer(bytes: compressed))
            } else {
                body = ResponseBody(byteBuffer: bytes)
            }
        }
        let response = Response(status: status, headers: headers, body: body)
        return request.method == .head ? response.createHeadResponse() : response
    }
}

extension Answer {
    /// An answer whose JSON is written already.
    static func written(_ json: some Sequence<UInt8>, status: HTTPResponse.Status = .ok) -> Answer {
        Answer(
            status: status,
            // What it says is for now; and nothing in it may be run, if somebody opens it as a page.
            headers: [
                .contentType: "application/json", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
            ],
            content: .bytes(ByteBuffer(bytes: json))
        )
    }

    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Answer {
        written(try AnswerEncoder.encode(value), status: status)
    }

    init(_ error: APIError) {
        // A text and a number can always be written.
        self = .written((try? AnswerEncoder.encode(error)) ?? Data("{}".utf8), status: error.status)
        headers.append(contentsOf: error.headers)
    }
}

extension Request {
    /// Whether `Accept-Encoding` has gzip in it, and not with a weight of zero (RFC 9110, section 12.5.3).
    fileprivate var acceptsGzip: Bool {
        headers[values: .acceptEncoding].flatMap { $0.split(separator: ",") }.contains { coding in
            let parts = coding.split(separator: ";").map { $0.trimmingSpace().lowercased() }
            guard let name = parts.first, name == "gzip" || name == "*" else { return false }
            return !parts.dropFirst().contains { $0.hasPrefix("q=") && (Double($0.dropFirst(2)) ?? 1) == 0 }
        }
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = Self("Referrer-Policy")!
    fileprivate static let crossOriginResourcePolicy = Self("Cross-Origin-Resource-Policy")!
}
