import GRDB

extension JobSchema {
    /// Makes the tables of an earlier release those of this one, in one transaction: all of what is in them stays.
    static func migrate(from found: Int, _ db: Database) throws {
        guard found < version else { return }
        if found < 2 { try addOrder(db) }
        try db.execute(sql: "UPDATE throughline_job_schema SET version = ?", arguments: [version])
    }

    /// Version 2: jobs in order, queues that are closed, digests beside unique keys, and the workers' reports, which version 1 made
    /// room for when there was one.
    private static func addOrder(_ db: Database) throws {
        // What a table's CHECK says cannot be changed: its rows move to a new one.
        let old = [
            "jobs", "job_queues", "job_schedules", "job_keys", "job_workers",
        ]
        var columns: [String: [String]] = [:]
        for table in old where try db.tableExists("throughline_\(table)") {
            columns[table] = try db.columns(in: "throughline_\(table)").map(\.name)
            try db.execute(sql: "ALTER TABLE throughline_\(table) RENAME TO throughline_old_\(table)")
        }
        // Indexes keep their names when their table is renamed.
        let indexes = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'throughline\\_old\\_%' ESCAPE '\\'
                AND sql IS NOT NULL
                """
        )
        for index in indexes { try db.execute(sql: "DROP INDEX \(index.quotedDatabaseIdentifier)") }
        try db.execute(sql: tables)
        for (table, columns) in columns {
            let list = columns.map(\.quotedDatabaseIdentifier).joined(separator: ", ")
            try db.execute(
                sql: """
                    INSERT INTO throughline_\(table) (\(list)) SELECT \(list) FROM throughline_old_\(table);
                    DROP TABLE throughline_old_\(table)
                    """
            )
        }
        try db.execute(sql: self.indexes)
    }
}
