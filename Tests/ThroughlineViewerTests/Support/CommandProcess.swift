import Foundation
import Spawning
import Testing

/// The built `throughline` command as a process of its own.
struct CommandProcess {
    let output: AsyncStream<String>
    let errors: AsyncStream<String>
    private let process: ChildProcess

    init(_ arguments: String...) throws {
        try self.init(arguments)
    }

    init(_ arguments: [String]) throws {
        let executable = try #require(Self.executable, "throughline is built beside the tests")
        let output = Pipe()
        let errors = Pipe()
        process = try ChildProcess(executable.path, arguments, output: .pipe(output), errors: .pipe(errors))
        self.output = output.lines()
        self.errors = errors.lines()
    }

    var identifier: pid_t { process.id }

    func send(_ signal: Int32) { process.send(signal) }

    /// Waits for the end, and says how it was: the exit status, or a signal's number below zero.
    func exitStatus() async -> Int32 { await process.end().status }

    private static var executable: URL? {
        let folders = [Bundle.main.bundleURL] + Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
        return folders.map { $0.appendingPathComponent("throughline") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}
