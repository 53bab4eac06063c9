import Foundation
import NIOCore
import NIOPosix
import Spawning

/// A server that a test starts, and that is ended by its own process id when the test is over.
final class ServerProcess: Sendable {
    private let process: ChildProcess
    private let output = Pipe()

    init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process = try ChildProcess(
            executable,
            arguments,
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
            output: .pipe(output)
        )
    }

    /// Ends the server, and waits until it has.
    func end() async {
        process.send(SIGTERM)
        await process.end()
    }

    var processIdentifier: Int32 { process.id }
    var isRunning: Bool { process.isRunning }

    /// The next line that the server writes. It is waited for on a thread that no task needs.
    func nextLine() async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [output] in
                var line = Data()
                while let byte = try? output.fileHandleForReading.read(upToCount: 1), let byte = byte.first, byte != 10
                {
                    line.append(byte)
                }
                continuation.resume(returning: String(decoding: line, as: UTF8.self))
            }
        }
    }

    /// Ports of 127.0.0.1 that nobody listens on, for servers that cannot choose one themselves.
    static func freePorts(_ count: Int) async throws -> [Int] {
        var channels: [any Channel] = []
        for _ in 0..<count {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(host: "127.0.0.1", port: 0).get()
            channels.append(channel)
        }
        let ports = channels.compactMap { $0.localAddress?.port }
        for channel in channels { try await channel.close() }
        return ports
    }

    /// Waits until something is true, as long as the server lives. For what a foreign server does without telling.
    func wait(_ isTrue: () async throws -> Bool) async throws {
        for _ in 0..<3000 where isRunning {
            if try await isTrue() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Failure()
    }

    struct Failure: Error {}
}
