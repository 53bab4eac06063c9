import Foundation

/// A measurement in a process of its own, so that none warms up another.
final class Child {
    private let process = Process()
    private let output = Pipe()

    init(_ executable: URL, _ arguments: [String]) throws {
        process.executableURL = executable
        process.arguments = arguments
        process.standardOutput = output
        try process.runUnblocked()
    }

    /// The numbers that this program, run again, prints.
    static func measure(_ arguments: [String]) throws -> [String: Double] {
        try Child(executable, arguments).numbers()
    }

    /// Waits for the end, and returns what was printed: a `name value` pair a line, or a JSON object.
    func numbers() throws -> [String: Double] {
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(process) }
        if text.first == UInt8(ascii: "{") { return try JSONDecoder().decode([String: Double].self, from: text) }
        var numbers: [String: Double] = [:]
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, let value = Double(words[1]) { numbers[String(words[0])] = value }
        }
        return numbers
    }

    func terminate() {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }

    static var executable: URL {
        #if os(Linux)
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        #else
        URL(fileURLWithPath: CommandLine.arguments[0])
        #endif
    }

    struct Failure: Error, CustomStringConvertible {
        let arguments: [String]
        var description: String { "The measurement failed: \(arguments.joined(separator: " "))" }

        init(arguments: [String]) {
            self.arguments = arguments
        }

        init(_ process: Process) {
            arguments = [process.executableURL?.lastPathComponent ?? ""] + (process.arguments ?? [])
        }
    }
}
