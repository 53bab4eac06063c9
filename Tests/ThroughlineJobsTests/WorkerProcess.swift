import Foundation
import Spawning

/// A worker in a process of its own: the built `JobsTestWorker`.
final class WorkerProcess: Sendable {
    private let process: ChildProcess

    init(_ arguments: [String]) throws {
        process = try ChildProcess(Self.directory.appending(path: "JobsTestWorker").path, arguments)
    }

    var id: Int32 { process.id }

    func send(_ signal: Int32) { process.send(signal) }

    /// Waits for the end.
    @discardableResult
    func end() async -> Int32 {
        await process.end().status
    }

    /// Where the executables are: beside the bundle of the tests.
    static var directory: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        return (bundle ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
    }
}
