import CZlib

/// One decompression: the zlib state and a piece of memory that it writes to, released at the end of its life.
struct Inflater: ~Copyable {
    private static let pieceSize = 64 << 10

    /// On the heap because zlib keeps a pointer back to it and refuses a stream that has moved.
    private let stream: UnsafeMutablePointer<z_stream>
    private let piece: UnsafeMutableBufferPointer<UInt8>
    private let format: Gzip.Format

    init(format: Gzip.Format) throws(GzipError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let windowBits =
            switch format {
            case .gzip: MAX_WBITS + 16
            case .zlib: MAX_WBITS
            }
        guard inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            throw .outOfMemory
        }
        self.stream = stream
        self.piece = .allocate(capacity: Self.pieceSize)
        self.format = format
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        piece.deallocate()
    }

    consuming func decompress(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
        let stream = stream
        let piece = piece
        let format = format
        return try bytes.withUnsafeBufferPointer { (input) throws(GzipError) -> [UInt8] in
            var output: [UInt8] = []
            var read = 0
            while true {
                // zlib counts in 32 bits: larger input is handed over in pieces.
                let inputPiece = min(input.count - read, Int(UInt32.max))
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + read })
                stream.pointee.avail_in = UInt32(inputPiece)
                stream.pointee.next_out = piece.baseAddress
                stream.pointee.avail_out = UInt32(piece.count)
                let result = inflate(stream, Z_NO_FLUSH)
                read += inputPiece - Int(stream.pointee.avail_in)

                let written = piece.count - Int(stream.pointee.avail_out)
                guard written <= limit - output.count else { throw .tooLarge(limit: limit) }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: piece[..<written]))

                switch result {
                case Z_OK:
                    continue
                case Z_STREAM_END where read == input.count:
                    return output
                case Z_STREAM_END where format == .gzip:
                    // RFC 1952, section 2.2: members follow one another with nothing between them.
                    inflateReset(stream)
                case Z_STREAM_END:
                    throw .corrupt("something follows the end of the stream")
                case Z_BUF_ERROR:
                    throw .truncated
                case Z_MEM_ERROR:
                    throw .outOfMemory
                case Z_NEED_DICT:
                    throw .corrupt("a preset dictionary is needed")
                default:
                    throw .corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(result)")
                }
            }
        }
    }
}
