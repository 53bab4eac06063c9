import Foundation

/// A PostgreSQL that measurements have for themselves, on the disk of the checkout, with `fsync` on as it is by default.
final class PostgresServer {
    let port: Int
    private let folder: URL
    private let server: Process
    private var databases = 0

    /// - Returns: `nil` where PostgreSQL is not installed.
    static func start() throws -> PostgresServer? { try binaries.map { try PostgresServer($0) } }

    private init(_ binaries: String) throws {
        folder = try Tools.makeFolder("postgres")
        port = Int.random(in: 20_000...29_000)
        let data = folder.appendingPathComponent("data").path
        if getuid() == 0, let user = getpwnam("postgres") {
            chown(folder.path, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        let initdb = try Self.run(
            "\(binaries)/initdb",
            ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        )
        initdb.waitUntilExit()
        server = try Self.run(
            "\(binaries)/postgres",
            [
                "-D", data, "-p", "\(port)", "-c", "listen_addresses=127.0.0.1", "-c",
                "unix_socket_directories=\(folder.path)",
            ]
        )
        while try !sql("SELECT 1", database: "postgres") { usleep(50_000) }
    }

    /// The URL of a database that is new.
    func makeDatabase() throws -> String {
        databases += 1
        guard try sql("CREATE DATABASE bench\(databases)", database: "postgres") else {
            throw Child.Failure(arguments: ["CREATE DATABASE"])
        }
        return "postgres://postgres@127.0.0.1:\(port)/bench\(databases)"
    }

    func end() {
        kill(server.processIdentifier, SIGINT)
        server.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private func sql(_ sql: String, database: String) throws -> Bool {
        let psql = Process()
        psql.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        psql.arguments = ["psql", "-h", "127.0.0.1", "-p", "\(port)", "-U", "postgres", "-q", "-c", sql, database]
        psql.standardOutput = FileHandle.nullDevice
        psql.standardError = FileHandle.nullDevice
        try psql.runUnblocked()
        psql.waitUntilExit()
        return psql.terminationStatus == 0
    }

    /// It refuses to run as root.
    private static func run(_ program: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        let user = ["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
        process.executableURL = URL(fileURLWithPath: getuid() == 0 ? "/usr/bin/setpriv" : program)
        process.arguments = (getuid() == 0 ? user + [program] : []) + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.runUnblocked()
        return process
    }

    private static var binaries: String? {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(root)/\($0)/bin" }
            .first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
    }
}
