import ArgumentParser
import Foundation
import GRDB
import Throughline
import ThroughlineGRDB

/// The CPU time of one statement that GRDB runs, all threads together: the one that runs it, and the one that exports its span.
struct StatementCost: AsyncParsableCommand {
    enum Setup: String, ExpressibleByArgument, CaseIterable {
        /// The database is not traced.
        case untraced
        /// It is, but the process has no tracing backend.
        case noTracer = "no-tracer"
        /// The sampler drops every span.
        case unsampled
        /// Every span is recorded, batched, encoded, and gone to a null exporter.
        case recorded
    }

    enum Work: String, ExpressibleByArgument, CaseIterable {
        /// A row by its key, with a statement that is prepared once.
        case lookUp = "look-up"
        /// A row, with a statement that is compiled each time.
        case insert
        /// A thousand rows, with a statement that is prepared once.
        case scan
    }

    @Option var setup: Setup = .recorded
    @Option var work: Work = .lookUp
    @Option(help: "How many statements; a hundredth of them where each reads a thousand rows.")
    var statements = 200_000

    func run() async throws {
        let telemetry = try startTelemetry()
        let database = try openDatabase()
        let count = work == .scan ? statements / 100 : statements
        _ = try await run(count / 5, on: database, telemetry)  // warm up
        await telemetry?.forceFlush()
        let start = Usage.cpu()
        let done = try await run(count, on: database, telemetry)
        await telemetry?.forceFlush()
        print("cpu", (Usage.cpu() - start) / Double(done))
        print("dropped", telemetry?.statistics.dropped[.queueFull] ?? 0)
        await telemetry?.shutdown()
    }

    private func startTelemetry() throws -> Telemetry? {
        guard setup == .unsampled || setup == .recorded else { return nil }
        var configuration = Throughline.Configuration(serviceName: "bench")
        configuration.metrics.exporters = []
        configuration.traces.exporters = [.custom(NullExporter())]
        configuration.traces.sampler = setup == .recorded ? .alwaysOn : .alwaysOff
        return try Telemetry.bootstrap(configuration)
    }

    /// A database in memory with a table of a thousand rows.
    private func openDatabase() throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        if setup != .untraced { configuration.traceStatements() }
        let database = try DatabaseQueue(configuration: configuration)
        try database.write { db in
            try db.execute(sql: "CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price INTEGER)")
            try work.insert(1000, into: db)
        }
        return database
    }

    /// Runs statements in portions, and pauses while many spans wait: one that is dropped would cost too little.
    ///
    /// - Returns: How many were run.
    private func run(_ count: Int, on database: DatabaseQueue, _ telemetry: Telemetry?) async throws -> Int {
        let work = work
        let portion = work == .scan ? 5 : 500
        var done = 0
        while done < count {
            try await database.writeWithoutTransaction { try work.run(portion, on: $0) }
            done += portion
            while let telemetry, telemetry.statistics.waiting > 1024 { usleep(50) }
        }
        return done
    }
}

extension StatementCost.Work {
    /// As the table names it.
    var title: String {
        switch self {
        case .lookUp: "prepared SELECT of a row"
        case .insert: "compiled INSERT"
        case .scan: "prepared SELECT of 1,000 rows"
        }
    }

    func run(_ count: Int, on db: Database) throws {
        switch self {
        case .lookUp:
            let statement = try db.makeStatement(sql: "SELECT name FROM product WHERE id = ?")
            for index in 0..<count {
                statement.arguments = [index % 1000 + 1]
                _ = try String.fetchOne(statement)
            }
        case .insert:
            try insert(count, into: db)
        case .scan:
            let statement = try db.makeStatement(sql: "SELECT name FROM product")
            for _ in 0..<count { _ = try String.fetchAll(statement) }
        }
    }

    func insert(_ count: Int, into db: Database) throws {
        for index in 0..<count {
            try db.execute(
                sql: "INSERT OR REPLACE INTO product VALUES (?, ?, ?)",
                arguments: [index % 1000 + 1, "tea", index]
            )
        }
    }
}
