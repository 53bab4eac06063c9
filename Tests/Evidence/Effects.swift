import Foundation
import GRDB

/// What was done, and by which attempt of which process: a row each, in a file that processes share.
package final class Effects: Sendable {
    private let database: DatabasePool

    /// One thing that was done.
    package struct Effect: Sendable, FetchableRecord, Decodable {
        package var number: Int
        package var attempt: Int
        package var process: Int32
    }

    /// Opens the file, and makes it where there is none.
    package init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        database = try DatabasePool(path: path, configuration: configuration)
        try database.write { db in
            try db.create(table: "effects", options: .ifNotExists) { table in
                table.column("number", .integer).notNull()
                table.column("attempt", .integer).notNull()
                table.column("process", .integer).notNull()
            }
        }
    }

    package func record(_ number: Int, attempt: Int) async throws {
        let process = ProcessInfo.processInfo.processIdentifier
        try await database.write { db in
            try db.execute(
                sql: "INSERT INTO effects (number, attempt, process) VALUES (?, ?, ?)",
                arguments: [number, attempt, process]
            )
        }
    }

    /// All of them, in the order in which they were done.
    package func all() async throws -> [Effect] {
        try await database.read { db in
            try Effect.fetchAll(db, sql: "SELECT number, attempt, process FROM effects ORDER BY rowid")
        }
    }

    /// How many there are.
    package func count() async throws -> Int {
        try await database.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM effects") ?? 0 }
    }
}
