import Foundation

/// A ``HelloServer`` in a process of its own.
final class HelloProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let url: String

    init(_ setup: HelloSetup, collector: Int) throws {
        let arguments = ["hello-server", "--setup", setup.rawValue, "--collector", "\(collector)"]
        process.executableURL = Child.executable
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = line.split(whereSeparator: \.isWhitespace).last.flatMap({ Int($0) }) else {
            throw Child.Failure(arguments: arguments)
        }
        url = "http://127.0.0.1:\(port)/hello"
    }

    struct Load {
        /// Requests a second that were answered.
        let requestsPerSecond: Double
        /// CPU time of the server process, all its threads, for one request, in nanoseconds.
        let cpuPerRequest: Double
        /// Spans that were dropped, of all requests.
        let droppedShare: Double
    }

    /// Sends requests for a while, over 16 connections; `nil` if there is no `wrk` to do it.
    func load(seconds: Int) throws -> Load? {
        guard try Wrk.run(url, seconds: 1) != nil else { return nil }  // warm up
        let before = try usage()
        guard let result = try Wrk.run(url, seconds: seconds) else { return nil }
        let after = try usage()
        let requests = Double(result.requests)
        return Load(
            requestsPerSecond: result.requestsPerSecond,
            cpuPerRequest: (after.cpu - before.cpu) / requests,
            droppedShare: (after.dropped - before.dropped) / requests
        )
    }

    private func usage() throws -> (cpu: Double, dropped: Double) {
        try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count == 4, let cpu = Double(words[1]), let dropped = Double(words[3]) else {
            throw Child.Failure(arguments: process.arguments ?? [])
        }
        return (cpu, dropped)
    }

    func finish() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
