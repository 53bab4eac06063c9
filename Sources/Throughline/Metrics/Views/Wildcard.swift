/// A pattern in which `*` stands for any number of characters and `?` for exactly one; upper and lower case are the same.
struct Wildcard: Sendable {
    private let pattern: [Unicode.Scalar]

    init(_ pattern: String) {
        self.pattern = Array(pattern.lowercased().unicodeScalars)
    }

    /// Whether it can match more than one name.
    var isOpen: Bool { pattern.contains { $0 == "*" || $0 == "?" } }

    /// Time is at most the product of both lengths, whatever the pattern.
    func matches(_ name: String) -> Bool {
        let name = Array(name.lowercased().unicodeScalars)
        var inPattern = 0
        var inName = 0
        var lastStar: (inPattern: Int, inName: Int)?
        while inName < name.count {
            if inPattern < pattern.count, pattern[inPattern] == "*" {
                lastStar = (inPattern, inName)
                inPattern += 1
            } else if inPattern < pattern.count, pattern[inPattern] == "?" || pattern[inPattern] == name[inName] {
                inPattern += 1
                inName += 1
            } else if let star = lastStar {
                // The last star takes one character more.
                lastStar = (star.inPattern, star.inName + 1)
                inPattern = star.inPattern + 1
                inName = star.inName + 1
            } else {
                return false
            }
        }
        return pattern[inPattern...].allSatisfy { $0 == "*" }
    }
}
