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
        let spans = 2000  // and a fifth of that to warm up
        guard
            run(
                "valgrind",
                [
                    "--tool=callgrind", "--callgrind-out-file=\(profile)", program, "span-cost", "--code", "rich",
                    "--spans", "\(spans)",
                ]
            ) != nil,
            let report = run("callgrind_annotate", ["--inclusive=yes", "--threshold=100", profile])
        else { return nil }
        for line in report.split(separator: "\n") where line.contains("RecordedSpanC6encode") {
            let digits = line.prefix { $0 != "(" }.filter(\.isNumber)
            if let total = Int(digits) { return total / (spans + spans / 5) }
        }
        return nil
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
