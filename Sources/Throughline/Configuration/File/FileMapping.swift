/// A mapping of a configuration file, which remembers what it was asked for: the rest is not known.
final class FileMapping {
    struct Member {
        let name: String
        let line: Int
        let value: FileValue
    }

    let value: FileValue
    private let members: [Member]
    private var known: Set<String> = []

    init(_ value: FileValue, members: [Member]) {
        self.value = value
        self.members = members
    }

    /// What stands under one of these names: a name, and those that it had in earlier versions of the format.
    subscript(names: String...) -> FileValue? {
        known.formUnion(names)
        return members.first { names.contains($0.name) }?.value
    }

    /// Whether there is such a member, also one without a value: `console:`.
    func has(_ name: String) -> Bool { self[name] != nil }

    /// The members whose names nobody has asked for yet.
    var others: [Member] {
        members.filter { !known.contains($0.name) }
    }

    /// Takes members for known: somebody has spoken of them.
    func note(_ name: String) {
        known.insert(name)
    }

    func warnOfUnknown() {
        for member in others {
            value.reader.warn(member.value.path, line: member.line, "is not known", using: "it is ignored")
        }
    }

    /// Warns of what the format has and this SDK has not.
    func notOffered(_ name: String, using fallback: String) {
        guard let value = self[name], let member = members.first(where: { $0.name == name }) else { return }
        value.reader.warn(value.path, line: member.line, "is not offered in this version", using: fallback)
    }
}

extension FileMapping {
    func child(_ names: String..., read: (FileMapping) -> Void) {
        known.formUnion(names)
        guard let value = members.first(where: { names.contains($0.name) })?.value else { return }
        value.mapping(read)
    }

    func list(_ name: String) -> [FileValue] { self[name]?.list ?? [] }

    func text(_ name: String) -> String? { self[name]?.text }

    func read(_ name: String, into setting: inout Bool) {
        guard let value = self[name] else { return }
        switch value.scalar {
        case .bool(let bool): setting = bool
        case .null: break
        default: value.warn("is \(value.kind), and neither true nor false", using: "\(setting) is used")
        }
    }

    func read(_ name: String, into setting: inout Int, in range: ClosedRange<Int>) {
        if let number = self[name]?.wholeNumber(in: range) { setting = number }
    }

    func read(_ name: String, into setting: inout Int?, in range: ClosedRange<Int>) {
        if let number = self[name]?.wholeNumber(in: range) { setting = number }
    }

    /// A number of milliseconds.
    ///
    /// - Parameter isZeroEndless: Whether 0 means that there is no limit: then the longest time is used.
    func read(_ name: String, into setting: inout Duration, isZeroEndless: Bool = false) {
        let longest = Configuration.Batch.longestMilliseconds
        guard let milliseconds = self[name]?.wholeNumber(in: 0...longest) else { return }
        setting = .milliseconds(milliseconds == 0 && isZeroEndless ? longest : milliseconds)
    }

    func read(_ name: String, into setting: inout Duration?, isZeroEndless: Bool = false) {
        var duration = Duration.zero
        guard let value = self[name], !value.isNull else { return }
        let before = value.reader.warnings.count
        read(name, into: &duration, isZeroEndless: isZeroEndless)
        if duration != .zero || value.reader.warnings.count == before { setting = duration }
    }

    /// One of several words.
    func read<Value>(_ name: String, into setting: inout Value, oneOf words: KeyValuePairs<String, Value>) {
        guard let value = self[name], let text = value.text else { return }
        if let choice = words.first(where: { $0.key == text.lowercased() }) {
            setting = choice.value
        } else {
            let words = words.map(\.key).joined(separator: ", ")
            value.warn("is not one of \(words)", using: "\(setting) is used")
        }
    }

    /// A fraction, 0 to 1.
    func fraction(_ name: String) -> Double? {
        guard let value = self[name] else { return nil }
        switch value.scalar {
        case .double(let number) where (0...1).contains(number): return number
        case .int(let number) where (0...1).contains(number): return Double(number)
        case .null: return nil
        default:
            value.warn("is not a number from 0 to 1", using: "1 is used")
            return nil
        }
    }

    /// The one member that says what kind of thing this is, as `always_on` under `sampler`.
    func only(of names: [String]) -> (name: String, value: FileValue)? {
        known.formUnion(names)
        let found = members.filter { names.contains($0.name) }
        if let second = found.dropFirst().first {
            value.reader.warn(
                second.value.path,
                line: second.line,
                "stands beside another choice",
                using: "the first is used"
            )
        }
        return found.first.map { ($0.name, $0.value) }
    }
}
