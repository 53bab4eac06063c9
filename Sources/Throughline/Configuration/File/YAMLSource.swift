#if ConfigurationFile
import Yams
#endif

/// Reads the YAML of a configuration file into nodes, and refuses what costs more to read than any such file does.
enum YAMLSource {
    /// How deep lists and mappings may be nested. The schema needs a dozen levels.
    static let maxDepth = 64

    /// How often a file may refer to its own anchors. A value within a value within a value is also taken apart that way.
    static let maxAliases = 64

    /// How many values a file may hold, those that an anchor repeats counted each time.
    static let maxNodes = 50_000

    /// - Returns: `nil` for a file without anything in it.
    static func root(of text: String) throws(ConfigurationFileError) -> FileNode? {
        #if ConfigurationFile
        try check(text)
        let root: Node?
        do {
            root = try Yams.compose(yaml: text, .basic, .default, .utf8)
        } catch let error as YamlError {
            throw ConfigurationFileError(error)
        } catch {
            throw ConfigurationFileError(reason: "is not YAML")
        }
        guard let root else { return nil }
        var nodes = 0
        return try node(root, depth: 0, count: &nodes)
        #else
        throw ConfigurationFileError(reason: "needs the package trait ConfigurationFile, without which this was built")
        #endif
    }

    /// The parser calls itself for every level, and compares the keys of a mapping, whatever they are: with anchors, a
    /// few lines make a key of billions of nodes. So levels are counted beforehand, from above, and keys have to be text.
    private static func check(_ text: String) throws(ConfigurationFileError) {
        var flowDepth = 0
        var aliases = 0
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let bytes = Array(line.utf8)
            let markers = bytes.prefix { " -?:\t".utf8.contains($0) }
            let content = substance(of: bytes)
            // Nothing is nested by a comment, or by white space alone, however far it is indented.
            if content.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            var depth = flowDepth
            for (position, byte) in content.enumerated() {
                switch byte {
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    depth = max(0, depth - 1)
                    if followsColon(content, after: position) {
                        throw ConfigurationFileError(line: index + 1, reason: "has a key that is not plain text")
                    }
                default: break
                }
                guard depth + markers.count <= maxDepth else {
                    throw ConfigurationFileError(line: index + 1, reason: "is nested too deeply, or indented too far")
                }
            }
            aliases += aliasCount(content)
            guard aliases <= maxAliases else {
                throw ConfigurationFileError(line: index + 1, reason: "refers to anchors more than \(maxAliases) times")
            }
            if hasComplexKey(content) {
                throw ConfigurationFileError(line: index + 1, reason: "has a key that is not plain text")
            }
            flowDepth = depth
        }
    }

    /// The line without comments and references to the environment, whose braces nest nothing.
    private static func substance(of line: [UInt8]) -> [UInt8] {
        var content: [UInt8] = []
        var position = 0
        while position < line.count {
            if line[position] == UInt8(ascii: "#"), content.last.map({ $0 == 0x20 || $0 == 0x09 }) ?? true { break }
            if line[position] == UInt8(ascii: "$"), position + 1 < line.count, line[position + 1] == UInt8(ascii: "{"),
                let end = line[position...].firstIndex(of: UInt8(ascii: "}"))
            {
                content.append(UInt8(ascii: "$"))
                position = end + 1
                continue
            }
            content.append(line[position])
            position += 1
        }
        return content
    }

    private static func followsColon(_ line: [UInt8], after position: Int) -> Bool {
        line[(position + 1)...].first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: ":")
    }

    private static func startsToken(_ line: [UInt8], at position: Int) -> Bool {
        position == 0 || " \t[{,-?:".utf8.contains(line[position - 1])
    }

    private static func aliasCount(_ line: [UInt8]) -> Int {
        line.indices.count { line[$0] == UInt8(ascii: "*") && startsToken(line, at: $0) }
    }

    /// `? key`, or `*alias : `.
    private static func hasComplexKey(_ line: [UInt8]) -> Bool {
        for position in line.indices {
            guard startsToken(line, at: position) else { continue }
            let next = position + 1 < line.count ? line[position + 1] : 0x20
            if line[position] == UInt8(ascii: "?"), next == 0x20 || next == 0x09 { return true }
            if line[position] == UInt8(ascii: "*") {
                let end = line[position...].firstIndex { " \t:,]}".utf8.contains($0) } ?? line.endIndex
                if end > position, followsColon(line, after: end - 1) { return true }
            }
        }
        return false
    }
}

#if ConfigurationFile
extension YAMLSource {
    private static func node(_ node: Node, depth: Int, count: inout Int) throws(ConfigurationFileError) -> FileNode {
        let line = node.mark?.line ?? 0
        count += 1
        guard count <= maxNodes, depth <= maxDepth else {
            throw ConfigurationFileError(line: line, reason: "holds more values than any configuration has")
        }
        switch node {
        case .scalar(let scalar):
            return .scalar(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any, line: line)
        case .sequence(let sequence):
            var elements: [FileNode] = []
            for element in sequence { elements.append(try Self.node(element, depth: depth + 1, count: &count)) }
            return .sequence(elements, line: line)
        case .mapping(let mapping):
            var members: [FileNode.Member] = []
            var merged: [FileNode.Member] = []
            for (key, value) in mapping {
                let value = try Self.node(value, depth: depth + 1, count: &count)
                if key.scalar?.string == "<<" {
                    merged += Self.members(mergedFrom: value)
                } else {
                    members.append(.init(name: key.scalar?.string, line: key.mark?.line ?? line, value: value))
                }
            }
            // What a mapping says itself beats what it takes from another.
            let names = Set(members.compactMap(\.name))
            return .mapping(members + merged.filter { !names.contains($0.name ?? "") }, line: line)
        case .alias:
            // The parser has put the value in its place.
            return .scalar("", isPlain: true, line: line)
        }
    }

    /// `<<: *anchor`, and `<<: [*one, *other]`, of which the first beats the second.
    private static func members(mergedFrom value: FileNode) -> [FileNode.Member] {
        switch value {
        case .mapping(let members, _): return members
        case .sequence(let elements, _):
            var seen: Set<String> = []
            return elements.flatMap { Self.members(mergedFrom: $0) }.filter { seen.insert($0.name ?? "").inserted }
        case .scalar: return []
        }
    }
}

extension ConfigurationFileError {
    /// Without the text around the place, which the parser's own description has.
    fileprivate init(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(line: mark.line, reason: "is not YAML: \(problem.printable(limit: 80))")
        case .duplicatedKeysInMapping(_, let context):
            self.init(line: context.mark.line, reason: "has a mapping with the same key twice")
        default:
            self.init(reason: "is not YAML")
        }
    }
}
#endif
