import Foundation

/// Runs this program again in a process of its own, so that no measurement warms up another.
enum Child {
    /// The numbers that the child prints, a `name value` pair a line.
    static func measure(_ arguments: [String]) throws -> [String: Double] {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(arguments: arguments) }
        var numbers: [String: Double] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, let value = Double(words[1]) { numbers[String(words[0])] = value }
        }
        return numbers
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
    }
}
