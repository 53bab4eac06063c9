import Foundation
import Spawning

/// A Python script that answers each line with a line, in one process for all of them.
///
/// Plain `python3` is enough. A test that it is missing for is skipped.
final class PythonLines {
    static let isInstalled = executable != nil

    private static let executable: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/usr/local/bin")
        .split(separator: ":").map { "\($0)/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    /// The Python that `Scripts/setup-interop` makes, with what it installs.
    static let venv = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".venv/bin/python").path

    /// Whether that one has dkimpy.
    static let hasDKIM = hasModules("dkim, nacl")
    /// Whether that one has idna.
    static let hasIDNA = hasModules("idna")
    /// Whether that one has aiosmtpd.
    static let hasServer = hasModules("aiosmtpd")

    private static func hasModules(_ names: String) -> Bool {
        guard FileManager.default.isExecutableFile(atPath: venv) else { return false }
        return (try? ChildProcess(venv, ["-c", "import \(names)"], errors: .null))?.waitForEnd().isSuccess ?? false
    }

    private let process: ChildProcess
    private let input = Pipe()
    private let output = Pipe()
    private var rest = Data()

    /// Starts a script of `Tests/ThroughlineMailTests/Python`.
    /// - Parameter executable: Another Python than the one in the path.
    init(script: String, executable: String? = nil) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        process = try ChildProcess(
            executable ?? Self.executable ?? "/usr/bin/python3",
            [folder.appending(path: "Python/\(script)").path],
            environment: ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 },
            input: .pipe(input),
            output: .pipe(output)
        )
    }

    deinit { try? input.fileHandleForWriting.close() }

    /// Sends a line, and returns the answer.
    func answer(to line: Data) throws -> Data {
        try input.fileHandleForWriting.write(contentsOf: line + Data("\n".utf8))
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                defer { rest = Data(rest[(end + 1)...]) }
                return Data(rest[..<end])
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure(description: "the script has ended") }
            rest += more
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
