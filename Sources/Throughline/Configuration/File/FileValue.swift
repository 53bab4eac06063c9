/// A value of a configuration file, and where it stands.
struct FileValue {
    let reader: ConfigurationFileReader
    /// From the root, as `tracer_provider.processors[0].batch`.
    let path: String
    let node: FileNode

    var line: Int { node.line }

    func warn(_ problem: String, using fallback: String) {
        reader.warn(path, line: line, problem, using: fallback)
    }

    /// The value, references replaced; `nil` for a list or a mapping.
    var scalar: FileScalar? {
        guard case .scalar(let source, let isPlain, _) = node else { return nil }
        do throws(EnvironmentSubstitution.InvalidReference) {
            return FileScalar(try reader.substitution.apply(to: source), isPlain: isPlain)
        } catch {
            reader.fail(
                line: line,
                "has a reference to the environment that is none: it is written ${NAME} or ${NAME:-default}"
            )
            return .null
        }
    }

    var isNull: Bool { scalar == .null }

    /// What it is, for a message.
    var kind: String {
        switch node {
        case .scalar: scalar?.kind ?? "empty"
        case .sequence: "a list"
        default: "a mapping"
        }
    }

    /// The elements; none, with a warning, for what is no list.
    var list: [FileValue] {
        guard case .sequence(let elements, _) = node else {
            if !isNull { warn("is \(kind), and not a list", using: "it is ignored") }
            return []
        }
        return elements.enumerated().map { index, element in
            FileValue(reader: reader, path: "\(path)[\(index)]", node: element)
        }
    }

    /// Hands the members to `read`, and warns of those that it did not ask for.
    func mapping(_ read: (FileMapping) -> Void) {
        guard case .mapping(let entries, _) = node else {
            if isNull {
                read(FileMapping(self, members: []))
            } else {
                warn("is \(kind), and not a mapping", using: "it is ignored")
            }
            return
        }
        var members: [FileMapping.Member] = []
        for entry in entries {
            guard let name = entry.name else {
                reader.warn(path, line: entry.line, "has a key that is not text", using: "it is ignored")
                continue
            }
            let value = FileValue(reader: reader, path: path.isEmpty ? name : "\(path).\(name)", node: entry.value)
            members.append(.init(name: name, line: entry.line, value: value))
        }
        let keys = FileMapping(self, members: members)
        read(keys)
        keys.warnOfUnknown()
    }

    var text: String? {
        guard case .string(let text) = scalar else {
            if !isNull { warn("is \(kind), and not text", using: "the default is used") }
            return nil
        }
        return text
    }

    /// Any single value as text, as it stands: the value of a header may be a number.
    var plainText: String? {
        guard case .scalar(let source, _, _) = node, let value = scalar else {
            warn("is \(kind), and not text", using: "it is ignored")
            return nil
        }
        if case .string(let text) = value { return text }
        return value == .null ? nil : try? reader.substitution.apply(to: source)
    }

    func wholeNumber(in range: ClosedRange<Int>) -> Int? {
        switch scalar {
        case .null: return nil
        case .int(let number) where range.contains(number): return number
        case .int(let number):
            let nearest = min(max(number, range.lowerBound), range.upperBound)
            warn("is not between \(range.lowerBound) and \(range.upperBound)", using: "\(nearest) is used")
            return nearest
        default:
            warn(
                "is \(kind == "a number" ? "no whole number" : kind), and not a whole number",
                using: "the default is used"
            )
            return nil
        }
    }
}
