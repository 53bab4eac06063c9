import GRDB
import InMemoryTracing
import Testing
import ThroughlineGRDB
import Tracing

/// What GRDB does for itself is not traced unless asked for.
@Suite struct HousekeepingTests {
    let tracer = InMemoryTracer()

    private func work(_ configuration: Configuration) throws {
        struct Product: Codable, FetchableRecord, PersistableRecord {
            var id: Int64?
            var name: String
            static let databaseTableName = "product"
        }
        let directory = try TestDirectory()
        try withTracer(tracer) {
            let pool = try DatabasePool(path: directory.database, configuration: configuration)
            var migrator = DatabaseMigrator()
            migrator.registerMigration("create products") { db in
                try db.create(table: "product") { table in
                    table.autoIncrementedPrimaryKey("id")
                    table.column("name", .text).notNull()
                }
            }
            try migrator.migrate(pool)
            #expect(try pool.read { try migrator.hasCompletedMigrations($0) })
            try pool.write { try Product(id: nil, name: "tea").insert($0) }
            #expect(try pool.read { try Product.fetchCount($0) } == 1)
            #expect(try pool.read { try $0.columns(in: "product").count } == 2)
        }
    }

    @Test func itIsQuietByDefault() throws {
        try work(.traced())
        #expect(
            tracer.names == [
                "BEGIN", "CREATE TABLE \"product\"", "PRAGMA foreign_key_check", "COMMIT", "transaction",
                "BEGIN", "INSERT \"product\"", "COMMIT", "transaction",
                "SELECT \"product\"",
            ]
        )
    }

    @Test func aMigrationsTransactionSaysWhichItIs() throws {
        try work(.traced())
        let migrations = tracer.finishedSpans.compactMap { $0["throughline.db.migration"] }
        #expect(migrations == ["create products"])
        let migration = tracer.finishedSpans.first { $0["throughline.db.migration"] != nil }
        #expect(migration?.operationName == "transaction")
    }

    @Test func itIsShownOnOptIn() throws {
        try work(.traced { $0.housekeeping = true })
        let texts = tracer.finishedSpans.compactMap { $0["db.query.text"] }
        #expect(texts.contains { $0.contains("grdb_migrations") })
        #expect(texts.contains { $0.hasPrefix("PRAGMA schema_version") })
    }

    @Test(arguments: [
        "PRAGMA user_version", "PRAGMA user_version = 12", "PRAGMA foreign_key_check", "SELECT name FROM sqlite_master",
    ])
    func whatTheApplicationAsksForIsShown(sql: String) throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) { try queue.inDatabase { try $0.execute(sql: sql) } }
        #expect(tracer.names.count == 1)
    }

    @Test func theFirstTransactionOfAQueueInWALModeIsShown() throws {
        let directory = try TestDirectory()
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL") }
        configuration.traceStatements()
        let queue = try DatabaseQueue(path: directory.database, configuration: configuration)
        try withTracer(tracer) { try queue.write { try $0.execute(sql: "CREATE TABLE a (b)") } }
        #expect(tracer.names.contains("transaction"))
    }

    @Test func theFirstTransactionOfAPoolThatHasALogAlreadyIsShown() throws {
        let directory = try TestDirectory()
        let first = try DatabasePool.withProducts(tracer, in: directory)
        let second = try DatabasePool(path: directory.database, configuration: .traced())
        try withTracer(tracer) { try second.write { try $0.execute(sql: "DELETE FROM product") } }
        #expect(tracer.names == ["BEGIN", "DELETE product", "COMMIT", "transaction"])
        withExtendedLifetime(first) {}
    }

    @Test func whatAFullTextTableDoesInsideIsPartOfTheStatement() throws {
        let directory = try TestDirectory()
        try DatabasePool(path: directory.database).write { db in
            try db.execute(sql: "CREATE VIRTUAL TABLE document USING fts5(text)")
        }
        let pool = try DatabasePool(path: directory.database, configuration: .traced())
        try withTracer(tracer) {
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "INSERT INTO document VALUES ('one two')")
            }
            // The reader is a connection that has not met the table before.
            _ = try pool.read { try String.fetchAll($0, sql: "SELECT text FROM document WHERE document MATCH 'two'") }
        }
        #expect(tracer.names == ["INSERT document", "SELECT document"])
    }
}
