import Foundation
import ThroughlineJobs

/// A job as `--json` shows it.
struct JobReport: Encodable {
    var id: String
    var type: String?
    var name: String?
    var queue: String
    var state: JobState
    var priority: Int
    var attempt: Int
    var attemptLimit: Int
    var group: String?
    var enqueued: Date
    var due: Date
    var ended: Date?
    var worker: String?
    var error: String?
    var payload: String?
    var result: String?
    var carrier: [String: String]

    init(_ entry: StoredJob) {
        id = entry.id.description
        type = entry.jobType
        name = entry.jobName
        queue = entry.queue
        state = entry.state
        priority = entry.priority
        attempt = entry.attempt
        attemptLimit = entry.attemptLimit
        group = entry.group
        enqueued = entry.enqueued
        due = entry.due
        ended = entry.ended
        worker = entry.worker
        error = entry.error
        payload = entry.payload.map { String(decoding: $0, as: UTF8.self) }
        result = entry.result.map { String(decoding: $0, as: UTF8.self) }
        carrier = entry.carrier
    }
}

enum Report {
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Columns that line up; the last one is as long as it is.
    static func table(_ rows: [[String]]) -> String {
        let rows = rows.map { $0.map(printable) }
        let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// What came from a database could steer the terminal.
    static func printable(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 32 || (127..<160).contains($0.value) ? " " : Character($0) })
    }
}
