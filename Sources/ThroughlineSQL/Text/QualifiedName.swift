/// A name as it is written, with its qualifiers: `public."order items"`.
struct QualifiedName {
    /// Bytes, more than any summary has; what is beyond is not kept.
    private static let limit = 1024

    private(set) var bytes: [UInt8] = []
    private(set) var isQualified = false
    /// Whether the last byte is a dot, so that a part must follow.
    private(set) var needsPart = false

    var isEmpty: Bool { bytes.isEmpty }

    init() {}

    init(_ part: some Collection<UInt8>) {
        append(part)
    }

    mutating func append(_ part: some Collection<UInt8>) {
        bytes.append(contentsOf: part.prefix(Self.limit + 1 - min(bytes.count, Self.limit)))
        needsPart = false
    }

    mutating func appendDot() {
        isQualified = true
        needsPart = true
        if bytes.count <= Self.limit { bytes.append(ASCII.dot) }
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        isQualified = false
        needsPart = false
    }

    /// The name without quotes, in lower case, for comparing.
    var folded: [UInt8] {
        guard let first = bytes.first, bytes.count >= 2, !first.isLetter, !first.isDigit, first != ASCII.hash else {
            return bytes.map(\.lowercased)
        }
        return bytes.dropFirst().dropLast().map(\.lowercased)
    }
}

/// The common table expressions of a statement, whose names are no tables.
struct ExpressionNames {
    /// More than anybody writes.
    private static let limit = 64

    private var names: Set<[UInt8]> = []
    private var pending: [UInt8]?
    var isRecursive = false

    var isEmpty: Bool { names.isEmpty }

    /// A name whose expression follows. Until it is declared, a table of the same name is the table.
    mutating func pend(_ name: QualifiedName) {
        pending = name.folded
    }

    mutating func declare() {
        if let pending, names.count < Self.limit { names.insert(pending) }
        pending = nil
    }

    func contains(_ name: QualifiedName) -> Bool {
        !names.isEmpty && !name.isQualified && names.contains(name.folded)
    }
}
