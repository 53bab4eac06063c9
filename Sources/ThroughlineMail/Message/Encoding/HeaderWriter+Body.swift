import NIOCore

extension HeaderWriter {
    /// Writes a piece of a body as it is.
    mutating func writeBody(_ text: String) {
        buffer.writeString(text)
    }

    /// Writes a body in a transfer encoding.
    mutating func writeBody(_ bytes: UnsafeBufferPointer<UInt8>, _ scan: TextScan, in encoding: TransferEncoding) {
        switch encoding {
        case .sevenBit, .eightBit:
            if encoding == .eightBit { hasRaw8Bit = true }
            if scan.bareLineEnds == 0 {
                buffer.writeBytes(bytes)
            } else {
                CRLF.write(bytes, bareLineEnds: scan.bareLineEnds, to: &buffer)
            }
        case .quotedPrintable: QuotedPrintable.write(bytes, scan, to: &buffer)
        case .base64: Base64.write(bytes, lineLength: Base64.lineLength, to: &buffer)
        }
    }

    /// Ends the body with a line end, if it has none.
    mutating func endBody() {
        let end = buffer.getInteger(at: buffer.writerIndex - 2, as: UInt16.self)
        if end != 0x0D0A { buffer.writeStaticString("\r\n") }
    }
}
