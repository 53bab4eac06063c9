import Foundation
import Spawning
import TestSupport

/// A worker in a process of its own: the built `JobsTestWorker`.
final class WorkerProcess: Sendable {
    private let process: ChildProcess

    init(_ arguments: [String]) throws {
        process = try ChildProcess(BuiltProgram.path(of: "JobsTestWorker"), arguments)
    }

    var id: Int32 { process.id }

    func send(_ signal: Int32) { process.send(signal) }

    /// Waits for the end.
    @discardableResult
    func end() async -> Int32 {
        await process.end().status
    }
}
