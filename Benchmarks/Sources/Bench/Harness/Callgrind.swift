import Foundation

/// Counts instructions, which are the same in every run, with valgrind's callgrind.
enum Callgrind {
    /// The instructions of `RecordedSpan.encode(into:)` for one span, all that it calls included; `nil` where a tool is
    /// missing.
    static func instructionsPerEncodedSpan() throws -> Int? {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = folder.appendingPathComponent("bench").path
        let profile = folder.appendingPathComponent("profile").path

        // callgrind cannot read Swift's debug information.
        guard run("objcopy", ["--strip-debug", Child.executable.path, program]) != nil else { return nil }
        // The difference between two runs: what happens once, such as the growth of a buffer, is in neither.
        guard let few = count(5_120), let many = count(10_240) else { return nil }
        return (many - few) / (5_120 + 5_120 / 5)  // with those that warm up

        /// The instructions of a run with this many spans, and a fifth of them to warm up.
        func count(_ spans: Int) -> Int? {
            let command = [program, "span-cost", "--code", "rich", "--spans", "\(spans)"]
            guard
                run("valgrind", ["--tool=callgrind", "--callgrind-out-file=\(profile)"] + command) != nil,
                let report = run("callgrind_annotate", ["--inclusive=yes", "--threshold=100", profile]),
                let line = report.split(separator: "\n").first(where: { $0.contains("RecordedSpanC6encode") })
            else { return nil }
            return Int(line.prefix { $0 != "(" }.filter(\.isNumber))
        }
    }

    private static func run(_ tool: String, _ arguments: [String]) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? text : nil
    }
}
