/// Which paths or routes are meant: `/health`, `/assets/**`, `/users/*/avatar`.
///
/// - `*` stands for any run of characters within a segment, also for none: everything but `/`.
/// - `**` stands for any run of characters, with `/` among them. `/**` at the end stands for nothing as well, so that
///   `/assets/**` is `/assets`, `/assets/` and everything below.
/// - Everything else stands for itself; upper and lower case differ, and nothing is percent-decoded.
///
/// A pattern describes the whole of a path, without its query. One that begins with neither `/` nor `*` is given the `/`.
/// The same pattern is held against the route's template, in which it stands for what was registered: `/users/{id}` is one
/// route, and every path that it answers.
public struct PathPattern: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The pattern, as it was given.
    public let description: String

    private let shape: Shape

    /// Most patterns are of a kind that is quickly compared.
    private enum Shape: Hashable {
        /// One path.
        case path(String)
        /// This path, and everything below.
        case below(String)
        /// Whatever the elements say.
        case elements([Element])
    }

    private enum Element: Hashable {
        case byte(UInt8)
        case anyInSegment
        case anything
    }

    public init(_ pattern: some StringProtocol) {
        description = String(pattern)
        let first = description.utf8.first
        let text = first == slash || first == star ? description : "/" + description
        if !text.utf8.contains(star) {
            shape = .path(text)
        } else if text.hasSuffix("/**"), text.utf8.firstIndex(of: star) == text.utf8.index(text.endIndex, offsetBy: -2)
        {
            shape = .below(String(text.dropLast(3)))
        } else {
            shape = .elements(Self.elements(of: text))
        }
    }

    private static func elements(of text: String) -> [Element] {
        var elements: [Element] = []
        for byte in text.utf8 {
            switch (byte, elements.last) {
            case (star, .anyInSegment): elements[elements.count - 1] = .anything
            case (star, .anything): break
            case (star, _): elements.append(.anyInSegment)
            default: elements.append(.byte(byte))
            }
        }
        return elements
    }

    public init(stringLiteral pattern: String) {
        self.init(pattern)
    }

    /// Whether the pattern describes the whole of `path`.
    ///
    /// However long the path is, and however it was made, each of its bytes is held against each element of the pattern
    /// once at most.
    public func matches(_ path: String) -> Bool {
        switch shape {
        case .path(let text):
            return path == text
        case .below(let text):
            let bytes = path.utf8
            guard bytes.starts(with: text.utf8) else { return false }
            let rest = bytes.dropFirst(text.utf8.count)
            return rest.isEmpty || rest.first == slash
        case .elements(let elements):
            return PatternRun(elements).accepts(path.utf8)
        }
    }

    /// A pattern that is being held against a path.
    private struct PatternRun {
        private let elements: [Element]
        /// Which elements may come next; the last stands for the end.
        private var open: [Bool]

        init(_ elements: [Element]) {
            self.elements = elements
            open = [Bool](repeating: false, count: elements.count + 1)
            enter(0, &open)
        }

        consuming func accepts(_ path: String.UTF8View) -> Bool {
            var next = open
            for byte in path {
                for index in next.indices { next[index] = false }
                for (index, element) in elements.enumerated() where open[index] {
                    switch element {
                    case .byte(byte): enter(index + 1, &next)
                    case .byte: break
                    case .anyInSegment: if byte != slash { enter(index, &next) }
                    case .anything: enter(index, &next)
                    }
                }
                swap(&open, &next)
            }
            // What is left may be the "/**" at the end, which stands for nothing as well.
            return open[elements.count]
                || elements.suffix(2).elementsEqual([.byte(slash), .anything]) && open[elements.count - 2]
        }

        /// A run of characters may be one of none, so that what comes behind it is open too.
        private func enter(_ index: Int, _ open: inout [Bool]) {
            var index = index
            while !open[index] {
                open[index] = true
                guard index < elements.count, elements[index] == .anyInSegment || elements[index] == .anything else {
                    return
                }
                index += 1
            }
        }
    }
}

private let slash = UInt8(ascii: "/")
private let star = UInt8(ascii: "*")
