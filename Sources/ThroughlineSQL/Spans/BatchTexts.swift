// What the statements of a batch have in common.

/// The value that all have in common, if they do.
struct CommonValue<Value: Equatable> {
    private(set) var value: Value?
    private(set) var differ = false
    /// How many were the same.
    private(set) var count = 0

    mutating func add(_ other: Value) {
        guard !differ else { return }
        if let value, value != other {
            self.value = nil
            differ = true
        } else {
            value = other
            count += 1
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

    /// Whether more would not be recorded: not even if the next were the first that is another.
    var isFull: Bool { length > limit }

    private var length: Int {
        guard joined.isEmpty, let first else { return joined.utf8.count }
        return (first.utf8.count + 2).multipliedReportingOverflow(by: repetitions).partialValue
    }

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
            for _ in 1..<repetitions where joined.utf8.count <= limit { joined += "; \(first)" }
        }
        if joined.utf8.count <= limit { joined += "; \(text)" }
    }
}
