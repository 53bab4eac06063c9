import NIOCore

extension HeaderWriter {
    /// Writes a parameter of a MIME field, such as `; filename="a.pdf"`.
    ///
    /// What a quoted string cannot say, and what is long, is written by RFC 2231: `filename*=utf-8''%C3%A9.pdf`, in pieces
    /// if need be.
    mutating func write(parameter name: String, value: String) {
        write(UInt8(ascii: ";"))
        var value = value
        value.withUTF8 { bytes in
            if isPlain(bytes) {
                if !bytes.isEmpty, bytes.allSatisfy(ByteSet.hostLabel.contains) {
                    write(word: Array("\(name)=".utf8) + bytes)
                } else {
                    write(word: Array("\(name)=\"".utf8) + bytes + [UInt8(ascii: "\"")])
                }
            } else {
                writeExtended(parameter: name, bytes)
            }
        }
    }

    /// Whether a quoted string says it, without an escape, which some programs do not know, and within a line.
    private func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count <= 60, bytes.first != UInt8(ascii: " "), bytes.last != UInt8(ascii: " ") else { return false }
        var previous: UInt8 = 0
        for byte in bytes {
            guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else {
                return false
            }
            // Some programs take this for an encoded word.
            if byte == UInt8(ascii: "?"), previous == UInt8(ascii: "=") { return false }
            previous = byte
        }
        return true
    }

    private mutating func writeExtended(parameter name: String, _ bytes: UnsafeBufferPointer<UInt8>) {
        // The longest piece's line: a space, `name*12*=utf-8''`, the piece, and a semicolon.
        let room = 75 - name.utf8.count - "*12*=utf-8'';".utf8.count
        var pieces: [[UInt8]] = [[]]
        for (index, byte) in bytes.enumerated() {
            let isLiteral = ByteSet.attribute.contains(byte)
            // A piece has whole characters: some programs decode each by itself.
            let character = bytes[index...].dropFirst().prefix { $0 & 0xC0 == 0x80 }.count + 1
            let isStart = byte & 0xC0 != 0x80
            let last = pieces.count - 1
            if isStart, pieces[last].count + (isLiteral ? 1 : 3 * character) > room {
                pieces.append([])
            }
            if isLiteral {
                pieces[pieces.count - 1].append(byte)
            } else {
                pieces[pieces.count - 1] += [UInt8(ascii: "%"), (byte >> 4).hexDigit, byte.hexDigit]
            }
        }
        if pieces.count == 1 {
            write(word: Array("\(name)*=utf-8''".utf8) + pieces[0])
            return
        }
        for (number, piece) in pieces.enumerated() {
            let charset = number == 0 ? "utf-8''" : ""
            write(word: Array("\(name)*\(number)*=\(charset)".utf8) + piece)
            if number < pieces.count - 1 { write(UInt8(ascii: ";")) }
        }
    }
}
