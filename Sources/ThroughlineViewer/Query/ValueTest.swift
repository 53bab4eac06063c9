/// What a value has to be.
enum ValueTest: Hashable, Sendable {
    case exists
    case equals(Literal)
    case differs(Literal)
    case contains(TextPattern)
    case compares(Comparison, Number)
}

/// A value as somebody has written it in a query, and all that it may mean.
struct Literal: Hashable, Sendable {
    let text: String
    let utf8: [UInt8]
    private let int: Int64?
    private let double: Double?
    private let bool: Bool?

    init(_ text: String) {
        self.text = text
        utf8 = Array(text.utf8)
        int = Int64(text)
        double = Double(text)
        bool = text == "true" ? true : text == "false" ? false : nil
    }

    func equals(_ value: IndexedValue) -> Bool {
        switch value {
        case .string(let text): text == self.text
        case .int(let number): int.map { $0 == number } ?? (double.map { $0 == Double(number) } ?? false)
        case .double(let number): double == number
        case .bool(let truth): bool == truth
        }
    }
}

/// A number to compare with: exactly, where it is whole.
enum Number: Hashable, Sendable {
    case int(Int64)
    case double(Double)

    init?(_ text: String) {
        if let int = Int64(text) {
            self = .int(int)
        } else if let double = Double(text), double.isFinite {
            self = .double(double)
        } else {
            return nil
        }
    }

    var double: Double {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        }
    }
}

enum Comparison: Hashable, Sendable {
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual

    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }

    func holds(_ left: Int64, _ right: Number) -> Bool {
        switch right {
        case .int(let number): holds(left, number)
        case .double(let number): holds(Double(left), number)
        }
    }

    func holds(_ left: Double, _ right: Number) -> Bool {
        holds(left, right.double)
    }

    /// Of numbers without a sign, of which a query may say any with one.
    func holds(_ left: UInt64, _ right: Number) -> Bool {
        switch right {
        case .int(let number): number < 0 ? holds(0, -1) : holds(left, UInt64(number))
        case .double(let number): holds(Double(left), number)
        }
    }
}
