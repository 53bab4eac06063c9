import Foundation
import Spawning
import Synchronization
import TestSupport
import Testing

/// One of this package's executables, running.
final class Program: Sendable {
    private let process: ChildProcess
    private let standardOutput: Transcript
    private let standardError: Transcript

    init(
        _ name: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        in directory: URL = BuiltProgram.directory
    ) throws {
        let output = Pipe()
        let errors = Pipe()
        process = try ChildProcess(
            directory.appending(path: name).path,
            arguments,
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
            output: .pipe(output),
            errors: .pipe(errors)
        )
        standardOutput = Transcript(output.fileHandleForReading)
        standardError = Transcript(errors.fileHandleForReading)
    }

    /// Runs a program to its end.
    static func run(
        _ name: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        in directory: URL = BuiltProgram.directory
    ) async throws -> (status: Int32, output: String, errors: String) {
        let program = try Program(name, arguments, environment: environment, in: directory)
        let status = await program.end()
        return await (status, program.standardOutput.all(), program.standardError.all())
    }

    func send(_ signal: Int32) { process.send(signal) }

    /// Waits for the end.
    func end() async -> Int32 {
        await process.end().status
    }

    /// The output so far, as soon as `text` is in it, or it is over.
    func output(until text: String) async -> String {
        await standardOutput.text { $0.contains(text) }
    }
}

/// What a pipe has brought.
private final class Transcript: Sendable {
    private let state = Mutex((data: Data(), isOver: false))
    private let changes: AsyncStream<Void>

    init(_ handle: FileHandle) {
        let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.changes = changes
        Thread.detachNewThread { [self] in
            var data: Data
            repeat {
                data = handle.availableData
                state.withLock { state in
                    state.data += data
                    state.isOver = data.isEmpty
                }
                change.yield()
            } while !data.isEmpty
            change.finish()
        }
    }

    func all() async -> String {
        await text { _ in false }
    }

    func text(until isEnough: (String) -> Bool) async -> String {
        while true {
            let (text, isOver) = state.withLock { (String(decoding: $0.data, as: UTF8.self), $0.isOver) }
            if isOver || isEnough(text) { return text }
            for await _ in changes { break }
        }
    }
}
