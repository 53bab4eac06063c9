import Foundation
import Spawning

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A program of the `.venv` that `Scripts/setup-interop` makes, running.
///
/// A short one is run to its end with `run`. A server is started, says on its first line of output where it listens,
/// and is ended by its own process id:
///
/// ```swift
/// let server = try PythonProcess(script: "collector.py", ["--port", "0"])
/// let port = try await server.line()
/// ...
/// try await server.terminate()
/// ```
///
/// A process that nobody ended is killed when its `PythonProcess` goes.
final class PythonProcess: Sendable {
    /// Whether `Scripts/setup-interop` has been run.
    static let isInstalled = FileManager.default.isExecutableFile(atPath: root.appending(path: ".venv/bin/python").path)

    /// Whether `Scripts/setup-interop` has been run since it installs this package.
    static func has(_ package: String) -> Bool {
        let list = try? String(contentsOf: root.appending(path: ".venv/packages"), encoding: .utf8)
        return list?.split(separator: "\n").contains { $0.hasPrefix("\(package)==") } ?? false
    }

    /// The repository's root.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private let process: ChildProcess
    private let arguments: [String]

    /// What the process writes, line by line, until it closes its output.
    let output: AsyncStream<String>
    private let errors: AsyncStream<String>

    /// Starts a script of `Tests/InteropTests/Python`.
    /// - Parameter environment: Variables beside, or instead of, those of the tests' own environment.
    convenience init(script: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        let path = Self.root.appending(path: "Tests/InteropTests/Python/\(script)").path
        try self.init(program: "python", [path] + arguments, environment: environment)
    }

    /// Starts a program of the `.venv`, or the one at an absolute path.
    init(program: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        let outputPipe = Pipe()
        let errorPipe = Pipe()
        process = try ChildProcess(
            program.hasPrefix("/") ? program : Self.root.appending(path: ".venv/bin/\(program)").path,
            arguments,
            environment: ProcessInfo.processInfo.environment
                .merging(["PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
                .merging(environment) { $1 },
            output: .pipe(outputPipe),
            errors: .pipe(errorPipe)
        )
        self.arguments = arguments
        output = outputPipe.lines()
        errors = errorPipe.lines()
    }

    var processIdentifier: Int32 { process.id }

    /// The next line of the output.
    /// - Throws: `Failure` when there is none, because the process ended or `timeout` passed; then it is killed.
    func line(timeout: Duration = .seconds(30)) async throws -> String {
        let line = await killing(after: timeout) { await self.output.first { _ in true } }
        guard let line else { throw await failure("no line of output") }
        return line
    }

    /// Waits for the end, and returns the exit status. A process that does not end within `timeout` is killed.
    @discardableResult
    func status(timeout: Duration = .seconds(120)) async -> Int32 {
        await killing(after: timeout) { await self.process.end().status }
    }

    /// Asks the process to end, and waits until it has.
    @discardableResult
    func terminate(timeout: Duration = .seconds(30)) async -> Int32 {
        signal(SIGTERM)
        return await status(timeout: timeout)
    }

    /// Sends a signal, unless the process has ended.
    func signal(_ number: Int32) { process.send(number) }

    /// What the process has written to its standard error; waits until that is closed.
    func errorOutput() async -> String {
        await errors.reduce(into: "") { $0 += $1 + "\n" }
    }

    /// Runs a script of `Tests/InteropTests/Python` to its end.
    /// - Returns: What it wrote.
    /// - Throws: `Failure`, with its standard error, when its status is not 0.
    @discardableResult
    static func run(
        script: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        timeout: Duration = .seconds(120)
    ) async throws -> String {
        let process = try PythonProcess(script: script, arguments, environment: environment)
        async let output = process.output.reduce(into: "") { $0 += $1 + "\n" }
        let status = await process.status(timeout: timeout)
        let text = await output
        guard status == 0 else { throw await process.failure("status \(status)") }
        return text
    }

    /// A process that did not do what was asked of it.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private func failure(_ reason: String) async -> Failure {
        signal(SIGKILL)
        return Failure(description: "\(arguments.joined(separator: " ")): \(reason)\n\(await errorOutput())")
    }

    /// Returns what `body` does, which ends at the latest when the process does: that is killed after `timeout`.
    private func killing<Result: Sendable>(
        after timeout: Duration,
        _ body: @escaping @Sendable () async -> Result
    ) async -> Result {
        let watchdog = Task {
            try await Task.sleep(for: timeout)
            self.signal(SIGKILL)
        }
        defer { watchdog.cancel() }
        return await body()
    }
}
