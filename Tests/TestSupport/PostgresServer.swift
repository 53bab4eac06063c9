package import Foundation
import Spawning
import Synchronization

/// A PostgreSQL of this test run's own, on a free port of 127.0.0.1, in a folder of its own.
///
/// PostgreSQL refuses to run as root, so that it runs as the user `postgres` then.
package final class PostgresServer: Sendable {
    package let port: Int
    private let folder: URL
    private let settings: [String]
    private let process = Mutex<ChildProcess?>(nil)

    /// Whether PostgreSQL is installed.
    package static var isInstalled: Bool { binaries != nil }

    /// The one that tests share which do it no harm. It ends with the process.
    package static func shared() async throws -> PostgresServer { try await sharedServer.value }

    private static let sharedServer = Task {
        let server = try await PostgresServer()
        last.withLock { $0 = server }
        atexit { PostgresServer.last.withLock { $0 }?.end() }
        return server
    }
    private static let last = Mutex<PostgresServer?>(nil)

    /// Makes a database and starts its server. Whoever starts one ends it (``end()``).
    ///
    /// - Parameter settings: What differs, `name=value`. What is committed survives a crash of the server, and not one of the machine.
    package init(_ settings: [String] = []) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "throughline-pg-\(UUID().uuidString.prefix(8))"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        port = try Self.freePort()
        self.settings =
            [
                "listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off", "max_connections=300",
                "log_min_messages=log",
                "log_checkpoints=off", "unix_socket_directories=\(folder.path)",
            ] + settings
        if getuid() == 0 { try Self.give(folder, to: "postgres") }
        let initdb = try Self.start(
            "initdb",
            ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"],
            errors: .inherited
        )
        guard await initdb.end().isSuccess else { throw CannotStart(what: "initdb") }
        try await start()
    }

    /// Starts the server, and waits until it accepts connections.
    package func start() async throws {
        let errors = Pipe()
        let arguments = ["-D", data, "-p", "\(port)"] + settings.flatMap { ["-c", $0] }
        let process = try Self.start("postgres", arguments, errors: .pipe(errors))
        self.process.withLock { $0 = process }
        for await line in errors.lines() where line.contains("ready to accept connections") { return }
        throw CannotStart(what: "postgres")
    }

    /// Has it die at once, as in a crash: nothing is written any more, and when it is started again it recovers.
    package func crash() async {
        let process = process.withLock { $0 }
        process?.send(SIGQUIT)
        await process?.end()
    }

    /// The same for a test, which must not block its thread.
    package func stop() async {
        await crash()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Ends it and removes what it has left.
    package func end() {
        let process = process.withLock { $0 }
        process?.send(SIGQUIT)
        process?.waitForEnd()
        try? FileManager.default.removeItem(at: folder)
    }

    /// - Parameters:
    ///   - schema: The schema of a broker.
    ///   - port: A relay's port, in the place of the server's.
    package func url(schema: String = "s\(UUID().uuidString.prefix(13).lowercased())", port: Int? = nil) -> String {
        "postgres://postgres@127.0.0.1:\(port ?? self.port)/postgres?schema=\(schema)"
    }

    /// Runs a statement by PostgreSQL's own client.
    @discardableResult
    package func query(_ sql: String) async throws -> String {
        let arguments = ["-h", "127.0.0.1", "-p", "\(port)", "-U", "postgres", "-X", "-q", "-A", "-t", "-c", sql]
        guard let binaries = Self.binaries else { throw CannotStart(what: "psql") }
        let (status, output) = try await BuiltProgram.run(binaries + "/psql", arguments)
        guard status == 0 else { throw CannotStart(what: "psql") }
        return output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private var data: String { folder.appending(path: "data").path }

    private static let binaries: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let folders = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(root)/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + path).first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
    }()

    private static func start(_ name: String, _ arguments: [String], errors: ChildProcess.Stream) throws -> ChildProcess
    {
        guard let binaries else { throw CannotStart(what: name) }
        let program = ["\(binaries)/\(name)"] + arguments
        let environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        guard getuid() == 0 else {
            return try ChildProcess(program[0], arguments, environment: environment, errors: errors)
        }
        let user = ["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
        return try ChildProcess("/usr/bin/setpriv", user + program, environment: environment, errors: errors)
    }

    private static func give(_ folder: URL, to user: String) throws {
        guard let entry = getpwnam(user) else { throw CannotStart(what: "as the user \(user)") }
        guard chown(folder.path, entry.pointee.pw_uid, entry.pointee.pw_gid) == 0, chmod(folder.path, 0o700) == 0 else {
            throw CannotStart(what: "as the user \(user)")
        }
    }

    private static func freePort() throws -> Int {
        let (descriptor, port) = try Sockets.listen()
        close(descriptor)
        return port
    }

    private struct CannotStart: Error {
        let what: String
    }
}
