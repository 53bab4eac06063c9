/// Why bytes could not be compressed or decompressed.
public enum GzipError: Error, Hashable, Sendable {
    /// The bytes are not what their format promises: a wrong header, a damaged block, a checksum that does not match,
    /// or something else after the last member. The text says which, in zlib's words.
    case corrupt(String)
    /// The bytes end before the compressed stream does.
    case truncated
    /// The decompressed bytes would be more than `limit`. Decompression stopped there.
    case tooLarge(limit: Int)
    /// zlib could not allocate its working memory.
    case outOfMemory
}

extension GzipError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .corrupt(let reason): "the compressed data is corrupt: \(reason)"
        case .truncated: "the compressed data ends too early"
        case .tooLarge(let limit): "the decompressed data is larger than the limit of \(limit) bytes"
        case .outOfMemory: "zlib is out of memory"
        }
    }
}
