import Gzip

/// A coding of a request's body (RFC 9110, section 8.4.1).
enum ContentCoding {
    case gzip
    case deflate

    /// What an answer says of the codings that are understood.
    static let accepted = "gzip, deflate, identity"

    /// Codings are rarely applied twice, and never so often.
    private static let maxCount = 4

    /// The codings of a body in the order in which they were applied.
    ///
    /// - Parameter fields: the values of all `Content-Encoding` fields, each a list.
    /// - Throws: a ``Refusal`` when one of them is not known.
    static func list(_ fields: [String]) throws(Refusal) -> [ContentCoding] {
        var codings: [ContentCoding] = []
        for name in fields.flatMap({ $0.split(separator: ",") }) {
            switch name.trimmingSpace().lowercased() {
            case "gzip", "x-gzip": codings.append(.gzip)
            case "deflate": codings.append(.deflate)
            // "none" is no coding of HTTP, but the word that OTLP has for it.
            case "identity", "none", "": break
            default: throw .unsupportedCoding
            }
        }
        guard codings.count <= maxCount else { throw .unsupportedCoding }
        return codings
    }

    /// - Throws: a ``Refusal`` when the body is not what the coding says, or is larger than `limit` without it.
    func decode(_ bytes: [UInt8], limit: Int) throws(Refusal) -> [UInt8] {
        do throws(GzipError) {
            return switch self {
            case .gzip: try Gzip.decompress(bytes, as: .gzip, limit: limit)
            case .deflate: try Gzip.decompress(bytes, as: .zlib, limit: limit)
            }
        } catch .tooLarge {
            throw .tooLarge("The body is larger than \(limit) bytes without its compression.")
        } catch {
            throw .malformed("The body cannot be decompressed: \(error).")
        }
    }
}
