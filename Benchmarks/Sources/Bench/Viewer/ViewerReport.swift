import Foundation

/// What the viewer's store takes to write and to ask a million spans.
struct ViewerReport {
    func report() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString).sqlite")
        defer {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
        }
        for (title, options) in [("in memory", []), ("in a file", ["--file", file.path])] {
            let result = try Child.measure(["store-cost"] + options)
            func value(_ name: String) -> Double { result[name] ?? .nan }
            Table.row(
                "viewer, a million spans \(title): written a second, decoding included",
                "\(Int(value("ingest"))), \(Int(value("ingest-cpu"))) ns CPU a span, \(Int(value("decode-cpu"))) of it decoding",
                "20,000 a second"
            )
            Table.row(
                "viewer, a million spans \(title): memory",
                "\(Int(value("resident") / 1_048_576)) MiB resident, the database \(Int(value("bytes") / 1_048_576)) MiB",
                ""
            )
            let searches = StoreCost.queries.map { "\($0.0) \(Int(value($0.0).rounded(.up)))" }
            Table.row(
                "viewer, a million spans \(title): searches, ms",
                (searches + ["by-duration \(Int(value("by-duration").rounded(.up)))"]).joined(separator: ", "),
                "200 each"
            )
            let answers = ["routes", "map", "jobs", "fields", "values"].map { "\($0) \(Int(value($0).rounded(.up)))" }
            Table.row("viewer, a million spans \(title): answers, ms", answers.joined(separator: ", "), "200 each")
        }
    }
}
