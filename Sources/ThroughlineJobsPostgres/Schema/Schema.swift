import Foundation

/// The broker's tables and functions as they are made, and which release made them.
///
/// What is done with the tables is done by functions in the database: a claim of several queues is one round trip, and what any
/// client does is done by the rules. Of each of the rules that tests do not see from outside, the reason stands where it is.
struct Schema: Sendable {
    /// The schema's name in quotes.
    let name: String

    /// - Throws: ``PostgresURLError/badSchema``
    init(_ name: String) throws {
        guard (1...63).contains(name.utf8.count), !name.utf8.contains(0) else { throw PostgresURLError.badSchema }
        self.name = "\"" + name.replacing("\"", with: "\"\"") + "\""
        literal = "'" + name.replacing("'", with: "''") + "'"
    }

    /// The schema's name as a text.
    let literal: String

    /// To be raised with every change, together with a step in ``migrations``.
    static let version = 1

    /// What makes the tables of each version those of the next, from none.
    var migrations: [String] {
        [
            tables + indexes + turnFunctions + enqueueFunctions + claimFunctions + settleFunctions
                + administrationFunctions
        ]
    }

    /// Makes the tables, or brings them up to date. Several processes may do it at once.
    ///
    /// - Parameters:
    ///   - execute: Runs a text of SQL.
    ///   - creates: Whether tables that are missing are made.
    /// - Throws: ``PostgresError``, ``NoJobsInDatabase``.
    func prepare(creates: Bool, _ execute: (String) throws -> [[String?]]) throws {
        if try check(execute) { return }
        guard creates else { throw NoJobsInDatabase(schema: name) }
        _ = try execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        do {
            // One of several processes that start together makes them, and the others wait for it.
            _ = try execute("SELECT pg_advisory_xact_lock(hashtextextended('throughline schema ' || \(literal), 0))")
            if try !check(execute) {
                let found = try version(execute)
                _ = try execute("SET LOCAL client_min_messages = warning")
                if found == 0 { _ = try execute("CREATE SCHEMA IF NOT EXISTS \(name)") }
                for migration in migrations.dropFirst(found) { _ = try execute(migration) }
                _ = try execute(
                    "INSERT INTO \(name).versions (version, oldest) VALUES (\(Self.version), \(Self.oldestThatWorks))"
                )
            }
            _ = try execute("COMMIT")
        } catch {
            _ = try? execute("ROLLBACK")
            throw error
        }
    }

    /// Whether there is nothing to do.
    private func check(_ execute: (String) throws -> [[String?]]) throws -> Bool {
        let found = try version(execute)
        guard found >= Self.version else { return false }
        let row = try execute("SELECT oldest FROM \(name).versions ORDER BY version DESC LIMIT 1").first
        // A later release says which ones may still work beside it.
        guard let oldest = row?.first??.description, let number = Int(oldest), number <= Self.version else {
            throw PostgresError(
                .newerSchema,
                "the tables in \(name) are of version \(found), which this release does not know"
            )
        }
        return true
    }

    private func version(_ execute: (String) throws -> [[String?]]) throws -> Int {
        // Not to_regclass(), which may remember that there was nothing, from before another process made it.
        let tables = try execute(
            """
            SELECT 1 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = \(literal) AND c.relname = 'versions'
            """
        )
        guard !tables.isEmpty else { return 0 }
        let row = try execute("SELECT max(version) FROM \(name).versions").first
        return (row?.first ?? nil).flatMap { Int($0) } ?? 0
    }

    /// The oldest version of this module's tables whose releases may work with these.
    private static let oldestThatWorks = 1
}

/// A database has none of a broker's tables.
public struct NoJobsInDatabase: Error, Hashable, CustomStringConvertible {
    /// The schema that they would be in, in quotes.
    public let schema: String

    public var description: String { "there are no jobs in the schema \(schema): no broker has ever used it" }
}
