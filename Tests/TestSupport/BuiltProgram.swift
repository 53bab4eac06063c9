package import Foundation
import Spawning

/// This package's executables, which are built beside the bundle of the tests.
package enum BuiltProgram {
    /// Where they are.
    package static var directory: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        return (bundle ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
    }

    package static func path(of name: String) -> String { directory.appending(path: name).path }

    /// Runs one to its end.
    ///
    /// - Parameter name: Its name, or the path of another program.
    package static func run(_ name: String, _ arguments: [String]) async throws -> (status: Int32, output: String) {
        let pipe = Pipe()
        let process = try ChildProcess(
            name.hasPrefix("/") ? name : path(of: name),
            arguments,
            environment: ProcessInfo.processInfo.environment.filter { $0.key != "THROUGHLINE_BROKER" },
            output: .pipe(pipe),
            errors: .null
        )
        let handle = pipe.fileHandleForReading
        let output = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: handle.readDataToEndOfFile()) }
        }
        return (await process.end().status, String(decoding: output, as: UTF8.self))
    }
}
