import CZlib

/// One compression: the zlib state, released at the end of its life.
struct Deflater: ~Copyable {
    /// On the heap because zlib keeps a pointer back to it and refuses a stream that has moved.
    private let stream: UnsafeMutablePointer<z_stream>

    init(level: Int32, format: Gzip.Format) throws(GzipError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = deflateInit2_(
            stream,
            level,
            Z_DEFLATED,
            format == .gzip ? MAX_WBITS + 16 : MAX_WBITS,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard result == Z_OK else {
            stream.deallocate()
            throw .outOfMemory
        }
        self.stream = stream
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    consuming func compress(_ bytes: [UInt8]) throws(GzipError) -> [UInt8] {
        // `deflateBound` counts the whole input, so that one allocation is always enough.
        let capacity = Int(deflateBound(stream, uLong(bytes.count)))
        let stream = stream
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            bytes.withUnsafeBufferPointer { input in
                var read = 0
                var result = Z_OK
                repeat {
                    // zlib counts in 32 bits: larger input and output are handed over in pieces.
                    let inputPiece = min(input.count - read, Int(UInt32.max))
                    let outputPiece = min(capacity - count, Int(UInt32.max))
                    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + read })
                    stream.pointee.avail_in = UInt32(inputPiece)
                    stream.pointee.next_out = output.baseAddress.map { $0 + count }
                    stream.pointee.avail_out = UInt32(outputPiece)
                    result = deflate(stream, read + inputPiece == input.count ? Z_FINISH : Z_NO_FLUSH)
                    read += inputPiece - Int(stream.pointee.avail_in)
                    count += outputPiece - Int(stream.pointee.avail_out)
                } while result == Z_OK
                if result != Z_STREAM_END { count = 0 }
            }
        }
        // A compressed stream is never empty: nothing written means that zlib gave up.
        guard !output.isEmpty else { throw .outOfMemory }
        return output
    }
}
