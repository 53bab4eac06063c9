import Foundation
import Synchronization
import Testing

/// The built `throughline` command as a process of its own.
final class CommandProcess: Sendable {
    private let process: Mutex<Process>
    private let exits: AsyncStream<Int32>
    let identifier: Int32
    let output: AsyncStream<String>
    let errors: AsyncStream<String>

    convenience init(_ arguments: String...) throws {
        try self.init(arguments)
    }

    init(_ arguments: [String]) throws {
        let process = Process()
        let executable = try #require(Self.executable, "throughline is built beside the tests")
        process.executableURL = executable
        process.arguments = arguments
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        let (exits, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            // What is not 0 to 255 has not been an exit.
            continuation.yield(process.terminationReason == .exit ? process.terminationStatus : -1)
            continuation.finish()
        }
        self.exits = exits
        self.output = Self.lines(of: output)
        self.errors = Self.lines(of: errors)
        try process.run()
        identifier = process.processIdentifier
        self.process = Mutex(process)
    }

    deinit {
        process.withLock { process in
            if process.isRunning { process.terminate() }
        }
    }

    func send(_ signal: Int32) {
        kill(identifier, signal)
    }

    /// Waits for the end, and says how it was.
    func exitStatus() async -> Int32? {
        await exits.first { _ in true }
    }

    private static var executable: URL? {
        let folders = [Bundle.main.bundleURL] + Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
        return folders.map { $0.appendingPathComponent("throughline") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    private static func lines(of pipe: Pipe) -> AsyncStream<String> {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let rest = Mutex(Data())
        pipe.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            rest.withLock { rest in
                rest.append(data)
                while let end = rest.firstIndex(of: 0x0A) {
                    continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
                    rest = Data(rest[(end + 1)...])
                }
            }
            if data.isEmpty {
                handle.readabilityHandler = nil
                continuation.finish()
            }
        }
        return lines
    }
}
