import Foundation
import ThroughlineViewer

enum Report {
    static func json(_ value: some Encodable) throws -> String {
        try json(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }

    static func jsonLine(_ value: some Encodable) throws -> String {
        try json(value, [.sortedKeys, .withoutEscapingSlashes])
    }

    /// JSON that another program has written.
    static func safe(json: Data) -> String {
        escaped(String(decoding: json, as: UTF8.self))
    }

    private static func json(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        encoder.dateEncodingStrategy = .iso8601
        return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// How many something was done to, for people or as JSON.
    static func count(_ count: Int, _ noun: Noun, _ what: String, asJSON: Bool) throws -> String {
        try asJSON ? json(["count": count]) : "\(count) \(count == 1 ? noun.one : noun.many) \(what)."
    }

    /// Columns that line up; the last one is as long as it is. What came from a database could steer the terminal, so it is
    /// made safe.
    static func table(_ rows: [[String]]) -> String {
        let rows = rows.map { $0.map { TerminalText($0) } }
        let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].width }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { index, cell in
                index == row.count - 1
                    ? cell.text : cell.text + String(repeating: " ", count: widths[index] - cell.width)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// What is known of one, a line each.
    ///
    /// - Parameters:
    ///   - rows: Names and values; what has none is left out.
    ///   - more: What comes after them, sorted by its names.
    static func details(_ rows: [(String, String?)], _ more: [String: String]...) -> String {
        let known = rows.compactMap { name, value in value.map { [name, $0] } }
        return table(known + more.flatMap { $0.sorted { $0.key < $1.key }.map { [$0.key, $0.value] } })
    }

    /// For how long something has been due.
    static func age(_ since: Date?, at now: Date) -> String {
        since.map { "\(Int(min(1e12, max(0, now.timeIntervalSince($0))))) s" } ?? "-"
    }

    /// How many a second, where that is known.
    static func rate(_ rates: [String: Double]?, _ queue: String) -> String {
        rates.map { ($0[queue] ?? 0).formatted(.number.precision(.fractionLength(1))) } ?? "-"
    }

    /// What an encoder of JSON leaves as it is, and a terminal does not: control characters above 127, and those that turn the
    /// direction of writing.
    private static func escaped(_ json: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar.value >= 0x7F, .format, .lineSeparator, .paragraphSeparator:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    let escape = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    escaped.append(contentsOf: escape.unicodeScalars)
                }
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}

/// A value that JSON has as `null` where there is none, so that a report always has the same keys.
@propertyWrapper
struct OrNull<Value: Encodable>: Encodable {
    var wrappedValue: Value?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

/// What a command acts on, for what it says.
struct Noun {
    let one: String
    let many: String

    static let job = Noun(one: "job", many: "jobs")
    static let entry = Noun(one: "entry", many: "entries")
}

/// A command could not do what it was asked for, though it was asked properly.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
