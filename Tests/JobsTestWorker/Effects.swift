import Foundation
import GRDB

/// What jobs have done.
final class Effects: Sendable {
    private let database: DatabasePool

    init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        database = try DatabasePool(path: path, configuration: configuration)
    }

    func record(_ number: Int, attempt: Int) async throws {
        let process = ProcessInfo.processInfo.processIdentifier
        try await database.write { db in
            try db.execute(
                sql: "INSERT INTO effects (number, attempt, process) VALUES (?, ?, ?)",
                arguments: [number, attempt, process]
            )
        }
    }
}
