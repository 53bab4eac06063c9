/// The compression of OTLP/HTTP: gzip (RFC 1952), and zlib (RFC 1950), which HTTP calls "deflate".
///
/// ```swift
/// let small = try Gzip.compress(bytes)
/// let same = try Gzip.decompress(small, limit: 64 << 20)
/// ```
public enum Gzip {
    /// What surrounds the compressed blocks.
    public enum Format: Hashable, Sendable {
        /// RFC 1952, `Content-Encoding: gzip`: one or more members, one after the other.
        case gzip
        /// RFC 1950, `Content-Encoding: deflate` (RFC 9110, section 8.4.1.2).
        case zlib
    }

    /// Compresses `bytes` into one stream: a gzip member has no name and no time, so that equal input gives equal output.
    ///
    /// - Parameter level: from 0 (stored) and 1 (fastest) to 9 (smallest); values outside are moved to the nearer end.
    ///   The default is 1: on batches of spans, 9 takes three times as long and saves a twentieth of the bytes.
    /// - Throws: ``GzipError/outOfMemory``.
    public static func compress(
        _ bytes: [UInt8],
        as format: Format = .gzip,
        level: Int = 1
    ) throws(GzipError) -> [UInt8] {
        let deflater = try Deflater(level: Int32(min(max(level, 0), 9)), format: format)
        return try deflater.compress(bytes)
    }

    /// Decompresses `bytes`, which must hold complete streams of `format` and nothing else.
    ///
    /// The size that a gzip trailer claims is not trusted: memory grows with what has really been decompressed, and never
    /// beyond `limit`.
    ///
    /// - Parameter limit: how many decompressed bytes are accepted, at most.
    /// - Throws: ``GzipError``, of which ``GzipError/tooLarge(limit:)`` stops a decompression bomb.
    public static func decompress(
        _ bytes: [UInt8],
        as format: Format = .gzip,
        limit: Int
    ) throws(GzipError) -> [UInt8] {
        let inflater = try Inflater(format: format)
        return try inflater.decompress(bytes, limit: limit)
    }
}
