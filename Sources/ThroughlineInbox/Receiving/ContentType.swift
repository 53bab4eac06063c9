import Foundation
import HTTPTypes

/// Whether a request's body is JSON, by what its headers say.
enum ContentType {
    /// What says nothing is taken for JSON, which decoding will show: RFC 9110, section 8.3.
    static func check(_ headers: HTTPFields) throws(Refusal) {
        if let encoding = headers[.contentEncoding]?.lowercased(), encoding != "identity" {
            throw .unsupported("A body with a content encoding is not understood.")
        }
        guard let value = headers[.contentType] else { return }
        let parts = value.lowercased().split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        let type = parts.first ?? ""
        guard type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json")) else {
            throw .unsupported("The body has to be application/json.")
        }
        for parameter in parts.dropFirst() where parameter.hasPrefix("charset=") {
            // RFC 8259, section 8.1
            let charset = parameter.dropFirst("charset=".count).filter { $0 != "\"" }
            guard charset == "utf-8" || charset == "utf8" else { throw .unsupported("The body has to be in UTF-8.") }
        }
    }
}
