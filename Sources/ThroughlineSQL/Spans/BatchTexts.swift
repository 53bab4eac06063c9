// What the statements of a batch have in common.

/// The value that all have in common, if they do.
struct CommonValue<Value: Equatable> {
    private(set) var value: Value?
    private(set) var differ = false

    mutating func add(_ other: Value) {
        guard !differ else { return }
        if let value, value != other {
            self.value = nil
            differ = true
        } else {
            value = other
        }
    }
}

/// The texts of a batch: the one that all have, or one after the other.
struct JoinedTexts {
    private let limit: Int
    private var joined = ""
    private var first: String?
    /// How often the first text came, as long as there is no other.
    private var repetitions = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// Whether more would not be recorded.
    var isFull: Bool { joined.utf8.count > limit }

    var text: String? { joined.isEmpty ? first : joined.cut(toBytes: limit) }

    mutating func add(_ text: String?) {
        guard let text else { return }
        if first == nil { first = text }
        if joined.isEmpty, text == first {
            repetitions += 1
            return
        }
        if joined.isEmpty, let first {
            joined = first
            for _ in 1..<repetitions where !isFull { joined += "; \(first)" }
        }
        if !isFull { joined += "; \(text)" }
    }
}
