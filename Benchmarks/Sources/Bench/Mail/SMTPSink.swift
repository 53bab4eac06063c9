import Foundation
import NIOPosix

/// Debian's `smtp-sink`, a server that throws every mail away, on a port of its own.
final class SMTPSink {
    let port: Int
    private let process = Process()

    /// Starts it, and returns when it answers; `nil` where it is missing.
    init?() async throws {
        let root = Tools.folder.appendingPathComponent("postfix")
        let program = root.appendingPathComponent("usr/sbin/smtp-sink")
        guard FileManager.default.isExecutableFile(atPath: program.path) else { return nil }
        let group = MultiThreadedEventLoopGroup.singleton
        // It must be told a port; this one is free.
        let place = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
        port = place.localAddress?.port ?? 0
        try await place.close()

        process.executableURL = program
        // It refuses to be root.
        process.arguments = (geteuid() == 0 ? ["-u", "nobody"] : []) + ["127.0.0.1:\(port)", "100"]
        process.environment = ["LD_LIBRARY_PATH": root.appendingPathComponent("usr/lib/postfix").path]
        try process.runUnblocked()
        while process.isRunning {
            if let client = try? await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port).get() {
                try await client.close()
                return
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Child.Failure(process)
    }

    func finish() {
        process.terminate()
        process.waitUntilExit()
    }
}
