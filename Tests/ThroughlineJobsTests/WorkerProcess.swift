import Foundation

/// A worker in a process of its own: the built `JobsTestWorker`.
final class WorkerProcess: Sendable {
    private let process: Process
    private let ends: AsyncStream<Void>

    init(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = Self.directory.appending(path: "JobsTestWorker")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        self.ends = ends
        process.terminationHandler = { _ in end.finish() }
        self.process = process
        try process.run()
    }

    var id: Int32 { process.processIdentifier }

    deinit {
        if process.isRunning { send(SIGKILL) }
    }

    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Waits for the end.
    @discardableResult
    func end() async -> Int32 {
        for await _ in ends {}
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// Where the executables are: beside the bundle of the tests.
    static var directory: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        return (bundle ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
    }
}
