import Foundation

/// The load generator, https://github.com/wg/wrk.
enum Wrk {
    /// Sends requests over 16 connections.
    ///
    /// - Parameter script: What they are like, in Lua; `nil` for plain GET.
    /// - Returns: `nil` where there is no `wrk`.
    static func run(
        _ url: String,
        seconds: Int,
        script: String? = nil
    ) throws -> (requestsPerSecond: Double, requests: Int)? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["wrk", "--threads", "1", "--connections", "16", "--duration", "\(seconds)s"]
            + (script.map { ["--script", Tools.package.appendingPathComponent($0).path] } ?? []) + [url]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationStatus == 127 { return nil }  // env found no wrk
        var rate: Double?
        var requests: Int?
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.first == "Requests/sec:", words.count == 2 { rate = Double(words[1]) }
            if words.count > 3, words[1] == "requests", words[2] == "in" { requests = Int(words[0]) }
        }
        // Answers other than 2xx and broken connections are in lines of their own: nothing to measure.
        guard process.terminationStatus == 0, let rate, let requests, requests > 0,
            !text.contains("Non-2xx"), !text.contains("Socket errors")
        else { throw Child.Failure(arguments: ["wrk", url]) }
        return (rate, requests)
    }
}
