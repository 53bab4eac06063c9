import CTextSearch

/// What a text has to have in it: pieces, one after the other, with anything between them.
///
/// The case of letters does not matter.
struct TextPattern: Hashable, Sendable {
    /// In lower case; none of them is empty.
    let parts: [[UInt8]]

    /// Whether bytes can be compared: letters beyond ASCII have other rules for their case.
    let isASCII: Bool

    /// - Parameter text: `*` stands for any characters.
    init(_ text: String) {
        parts = text.lowercased().split(separator: "*").map { Array($0.utf8) }
        isASCII = parts.allSatisfy { $0.allSatisfy { $0 < 0x80 } }
    }

    func matches(_ text: String) -> Bool {
        let bytes = Array(text.lowercased().utf8)
        return bytes.withUnsafeBytes { bytes in
            guard let first = parts.first else { return true }
            guard let hit = bytes.offset(of: first, from: 0) else { return false }
            return restMatches(UnsafeMutableRawBufferPointer(mutating: bytes), from: hit + first.count, to: bytes.count)
        }
    }

    /// Whether all pieces but the first are in the bytes.
    func restMatches(_ bytes: UnsafeMutableRawBufferPointer, from start: Int, to end: Int) -> Bool {
        var position = start
        for part in parts.dropFirst() {
            guard position <= end else { return false }
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[..<end])
            guard let hit = rest.offset(of: part, from: position) else { return false }
            position = hit + part.count
        }
        return true
    }
}

extension UnsafeRawBufferPointer {
    /// Where the bytes are next.
    func offset(of needle: [UInt8], from start: Int) -> Int? {
        guard let base = baseAddress, start <= count else { return nil }
        return needle.withUnsafeBytes { needle in
            guard let first = needle.baseAddress else { return start }
            guard let hit = throughline_text_find(base + start, count - start, first, needle.count) else { return nil }
            return UnsafeRawPointer(hit) - base
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    func offset(of needle: [UInt8], from start: Int) -> Int? {
        UnsafeRawBufferPointer(self).offset(of: needle, from: start)
    }
}
