import CTextSearch
import Foundation

/// The values of one key in one segment, each with the rows that have it, as they are stored:
///
/// ```
/// 6 × UInt32      how many strings, integers, doubles, truth values, rows, bytes of text
/// n × Int64       the integers
/// n × UInt64      the doubles' bits
/// n × UInt32      the truth values
/// n+1 × UInt32    where each string begins in the text
/// m+1 × UInt32    where the rows of each value begin; strings first, then integers, doubles, truth values
/// r × UInt16      the rows
/// t × UInt8       the strings' UTF-8, each with a byte behind it that is never in UTF-8
/// ```
///
/// In the machine's byte order: a file stays where it was made. Every read is checked, as a file may be damaged.
struct FieldData {
    static let separator: UInt8 = 0xFF

    private let bytes: UnsafeRawBufferPointer
    let stringCount: Int
    private let intCount: Int
    private let doubleCount: Int
    private let boolCount: Int
    private let intStart: Int
    private let doubleStart: Int
    private let boolStart: Int
    private let textEndStart: Int
    private let endStart: Int
    private let rowStart: Int
    private let textStart: Int
    private let rowCount: Int
    private let textCount: Int

    /// - Returns: `nil` for bytes that are none of these.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 24 else { return nil }
        let counts = (0..<6).map { Int(bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
        self.bytes = bytes
        (stringCount, intCount, doubleCount, boolCount) = (counts[0], counts[1], counts[2], counts[3])
        (rowCount, textCount) = (counts[4], counts[5])
        intStart = 24
        doubleStart = intStart + 8 * intCount
        boolStart = doubleStart + 8 * doubleCount
        textEndStart = boolStart + 4 * boolCount
        endStart = textEndStart + 4 * (stringCount + 1)
        rowStart = endStart + 4 * (stringCount + intCount + doubleCount + boolCount + 1)
        textStart = rowStart + 2 * rowCount
        guard textStart + textCount == bytes.count else { return nil }
    }

    var valueCount: Int { stringCount + intCount + doubleCount + boolCount }

    /// The value; strings come first.
    func value(_ index: Int) -> IndexedValue {
        if index < stringCount { return .string(string(index)) }
        if index < stringCount + intCount { return .int(int(index - stringCount)) }
        let index = index - stringCount - intCount
        return index < doubleCount ? .double(double(index)) : .bool(bool(index - doubleCount))
    }

    func string(_ index: Int) -> String {
        String(decoding: text(index), as: UTF8.self)
    }

    /// The string's bytes.
    func text(_ index: Int) -> UnsafeRawBufferPointer {
        let start = min(Int(number(textEndStart, index)), textCount)
        let end = min(max(start, Int(number(textEndStart, index + 1)) - 1), textCount)
        return UnsafeRawBufferPointer(rebasing: bytes[textStart + start..<textStart + end])
    }

    private func int(_ index: Int) -> Int64 {
        bytes.loadUnaligned(fromByteOffset: intStart + 8 * index, as: Int64.self)
    }

    private func double(_ index: Int) -> Double {
        Double(bitPattern: bytes.loadUnaligned(fromByteOffset: doubleStart + 8 * index, as: UInt64.self))
    }

    private func bool(_ index: Int) -> Bool {
        number(boolStart, index) != 0
    }

    private func number(_ start: Int, _ index: Int) -> UInt32 {
        bytes.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self)
    }

    /// How many rows have the value.
    func rowCount(of value: Int) -> Int { range(value).count }

    func forEachRow(of value: Int, _ body: (UInt16) -> Void) {
        for row in range(value) { body(bytes.loadUnaligned(fromByteOffset: rowStart + 2 * row, as: UInt16.self)) }
    }

    private func range(_ value: Int) -> Range<Int> {
        let start = min(Int(number(endStart, value)), rowCount)
        return start..<min(max(start, Int(number(endStart, value + 1))), rowCount)
    }
}

extension FieldData {
    /// Adds the rows of the values that meet the test.
    func find(_ test: ValueTest, into rows: inout RowSet) {
        func add(_ value: Int) { forEachRow(of: value) { rows.insert($0) } }
        switch test {
        case .exists:
            for row in 0..<rowCount {
                rows.insert(bytes.loadUnaligned(fromByteOffset: rowStart + 2 * row, as: UInt16.self))
            }
        case .equals(let literal):
            for index in 0..<valueCount where equals(index, literal) { add(index) }
        case .differs(let literal):
            for index in 0..<valueCount where !equals(index, literal) { add(index) }
        case .contains(let pattern):
            forEachText(containing: pattern, add)
            for index in stringCount..<valueCount where pattern.matches(value(index).text) { add(index) }
        case .compares(let comparison, let number):
            for index in 0..<intCount where comparison.holds(int(index), number) { add(stringCount + index) }
            for index in 0..<doubleCount where comparison.holds(double(index), number) {
                add(stringCount + intCount + index)
            }
        }
    }

    private func equals(_ index: Int, _ literal: Literal) -> Bool {
        if index < stringCount {
            let text = text(index)
            guard text.count == literal.utf8.count else { return false }
            return literal.utf8.withUnsafeBytes { bytes in
                guard let left = bytes.baseAddress, let right = text.baseAddress else { return true }
                return memcmp(left, right, text.count) == 0
            }
        }
        return literal.equals(value(index))
    }

    /// Calls `body` with the strings that have the pattern in them.
    func forEachText(containing pattern: TextPattern, _ body: (Int) -> Void) {
        guard stringCount > 0 else { return }
        guard let first = pattern.parts.first else { return (0..<stringCount).forEach(body) }
        guard pattern.isASCII else {
            for index in 0..<stringCount where pattern.matches(string(index)) { body(index) }
            return
        }
        withUnsafeTemporaryAllocation(byteCount: max(textCount, 1), alignment: 16) { folded in
            throughline_text_fold(bytes.baseAddress.map { $0 + textStart }, folded.baseAddress, textCount)
            var position = 0
            while let hit = folded.offset(of: first, from: position) {
                let index = string(at: hit)
                let end = max(hit + 1, Int(number(textEndStart, index + 1)))
                if pattern.restMatches(folded, from: hit + first.count, to: min(end, textCount)) { body(index) }
                position = end
                if position >= textCount { break }
            }
        }
    }

    /// The string that the byte of the text belongs to.
    private func string(at offset: Int) -> Int {
        var (low, high) = (0, stringCount - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if Int(number(textEndStart, middle)) <= offset { low = middle } else { high = middle - 1 }
        }
        return low
    }
}

extension IndexedValue {
    /// The value as people write it.
    var text: String {
        switch self {
        case .string(let text): text
        case .int(let number): String(number)
        case .double(let number): "\(number)"
        case .bool(let truth): truth ? "true" : "false"
        }
    }
}
