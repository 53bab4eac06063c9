/// Gathers the values of one key in the segment in memory.
struct FieldBuilder {
    private var strings: [String: UInt32] = [:]
    private var ints: [Int64: UInt32] = [:]
    /// By their bits, as a number that is none is not equal to itself.
    private var doubles: [UInt64: UInt32] = [:]
    private var bools: [Bool: UInt32] = [:]
    private var textSize = 0

    /// Which value and which row: the value's number with its type in the two highest bits.
    private var entries: [(value: UInt32, row: UInt16)] = []
    private var lastRow = -1

    /// The rows that have the key.
    private(set) var count = 0

    /// What is written, as long as nothing has come since.
    private var encoded: [UInt8]?

    var kinds: FieldKinds {
        var kinds: FieldKinds = []
        if !strings.isEmpty { kinds.insert(.string) }
        if !ints.isEmpty || !doubles.isEmpty { kinds.insert(.number) }
        if !bools.isEmpty { kinds.insert(.bool) }
        return kinds
    }

    mutating func add(_ value: IndexedValue, row: Int) {
        let (type, number): (UInt32, UInt32)
        switch value {
        case .string(let text):
            type = 0
            if let known = strings[text] {
                number = known
            } else {
                number = UInt32(strings.count)
                strings[text] = number
                textSize += text.utf8.count + 1
            }
        case .int(let value): (type, number) = (1, Self.number(of: value, in: &ints))
        case .double(let value): (type, number) = (2, Self.number(of: value.bitPattern, in: &doubles))
        case .bool(let value): (type, number) = (3, Self.number(of: value, in: &bools))
        }
        let entry = (type << 30 | number, UInt16(truncatingIfNeeded: row))
        if let last = entries.last, last == entry { return }
        entries.append(entry)
        if row != lastRow { count += 1 }
        lastRow = row
        encoded = nil
    }

    @inline(__always)
    private static func number<Value: Hashable>(of value: Value, in numbers: inout [Value: UInt32]) -> UInt32 {
        if let known = numbers[value] { return known }
        let number = UInt32(numbers.count)
        numbers[value] = number
        return number
    }

    /// The bytes of a ``FieldData``.
    mutating func data() -> [UInt8] {
        if let encoded { return encoded }
        let bytes = encode()
        encoded = bytes
        return bytes
    }

    private func encode() -> [UInt8] {
        let firsts = [0, strings.count, strings.count + ints.count, strings.count + ints.count + doubles.count]
        let valueCount = firsts[3] + bools.count
        func position(_ value: UInt32) -> Int { firsts[Int(value >> 30)] + Int(value & 0x3FFF_FFFF) }

        // The rows by their values: counted first, then each put in its place.
        var ends = [UInt32](repeating: 0, count: valueCount + 1)
        for entry in entries { ends[position(entry.value) + 1] += 1 }
        for index in 0..<valueCount { ends[index + 1] += ends[index] }
        var next = ends
        var rows = [UInt16](repeating: 0, count: entries.count)
        for entry in entries {
            let index = position(entry.value)
            rows[Int(next[index])] = entry.row
            next[index] += 1
        }

        var texts = [String](repeating: "", count: strings.count)
        for (text, number) in strings { texts[Int(number)] = text }
        var textEnds: [UInt32] = [0]
        textEnds.reserveCapacity(texts.count + 1)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(textSize)
        for text in texts {
            bytes.append(contentsOf: text.utf8)
            bytes.append(FieldData.separator)
            textEnds.append(UInt32(bytes.count))
        }

        var data: [UInt8] = []
        func append<Value: BitwiseCopyable>(_ values: [Value]) {
            values.withUnsafeBytes { data.append(contentsOf: $0) }
        }
        append([strings.count, ints.count, doubles.count, bools.count, rows.count, bytes.count].map(UInt32.init))
        append(Self.inOrder(ints))
        append(Self.inOrder(doubles))
        append(Self.inOrder(bools).map { $0 ? 1 : 0 as UInt32 })
        append(textEnds)
        append(ends)
        append(rows)
        append(bytes)
        return data
    }

    private static func inOrder<Value>(_ numbers: [Value: UInt32]) -> [Value] {
        numbers.sorted { $0.value < $1.value }.map(\.key)
    }
}

/// The types of values that have come under a key.
struct FieldKinds: OptionSet {
    let rawValue: Int
    static let string = FieldKinds(rawValue: 1)
    static let number = FieldKinds(rawValue: 2)
    static let bool = FieldKinds(rawValue: 4)
}
