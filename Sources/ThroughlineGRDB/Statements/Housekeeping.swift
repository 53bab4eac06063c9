/// Statements that GRDB runs for itself, told by their text: nobody else is likely to write just these.
///
/// Source: GRDB 7.10 (`Database.swift`, `Database+Schema.swift`, `DatabaseMigrator.swift`, `Migration.swift`)
enum Housekeeping {
    /// - Parameter text: A statement's text without blanks and semicolons around it.
    static func contains(_ text: Substring) -> Bool {
        switch text.utf8.first {
        case UInt8(ascii: "P"):
            return texts.contains(text) || (text.hasPrefix("PRAGMA ") && schemaPragmas.contains { text.contains($0) })
        case UInt8(ascii: "S"), UInt8(ascii: "I"), UInt8(ascii: "D"), UInt8(ascii: "C"):
            return texts.contains(text) || prefixes.contains { text.hasPrefix($0) }
        default:
            return false
        }
    }

    /// With which a migration is noted as done, in the transaction that it ran in.
    static let migrationDone = "INSERT INTO grdb_migrations (identifier) VALUES ("

    private static let texts: Set<Substring> = [
        "PRAGMA foreign_keys", "PRAGMA foreign_keys = ON", "PRAGMA foreign_keys = OFF",
        "PRAGMA query_only = 1", "PRAGMA query_only = 0",
        "PRAGMA journal_mode", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL",
        "PRAGMA schema_version", "PRAGMA database_list",
        "SELECT * FROM sqlite_master LIMIT 1", "SELECT rootpage FROM sqlite_master LIMIT 1",
        "SELECT identifier FROM grdb_migrations", "DROP TABLE grdb_issue_102",
    ]

    private static let schemaPragmas = [
        ".table_list(", ".table_info(", ".table_xinfo(", ".index_list(", ".index_info(", ".foreign_key_list(",
    ]

    private static let prefixes = [
        "SELECT type, name, tbl_name, sql FROM ", migrationDone, "DELETE FROM grdb_migrations WHERE identifier IN ",
        "CREATE TABLE IF NOT EXISTS grdb_migrations (", "CREATE TABLE grdb_issue_102 (",
    ]
}
