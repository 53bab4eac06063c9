import Foundation

/// A server of this program's in a process of its own. It says its port first, and ends when its input is closed.
final class ServerProcess {
    let port: Int
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ arguments: [String]) throws {
        process.executableURL = Child.executable
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = line.split(whereSeparator: \.isWhitespace).last.flatMap({ Int($0) }) else {
            throw Child.Failure(arguments: arguments)
        }
        self.port = port
    }

    /// Sends a line, and returns the words of the answer.
    func ask() throws -> [Substring] {
        try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        return String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            .split(whereSeparator: \.isWhitespace)
    }

    var failure: Child.Failure { Child.Failure(process) }

    func finish() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
