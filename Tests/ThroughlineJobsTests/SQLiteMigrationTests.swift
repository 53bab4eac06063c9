import Foundation
import GRDB
import Testing

@testable import ThroughlineJobs

@Suite("The SQLite broker's tables of an earlier release", .timeLimit(.minutes(5)))
struct SQLiteMigrationTests {
    @Test("become those of this one, and nothing is lost", arguments: [true, false])
    func versionOne(_ hasWorkers: Bool) async throws {
        let path = TemporaryFile.path()
        let ids = (0..<7).map { _ in JobID() }
        try Self.makeVersionOne(path, ids, hasWorkers: hasWorkers)

        let broker = try SQLiteBroker(path: path, clock: { Date(timeIntervalSince1970: 1_800_000_000) })
        let jobs = try await broker.entries(EntryFilter())
        #expect(jobs.map(\.id) == ids)
        #expect(jobs.map(\.state) == [.scheduled, .ready, .running, .succeeded, .failed, .cancelled, .dead])
        #expect(jobs.map(\.position) == [10, 20, 30, 40, 50, 60, 70])
        #expect(
            jobs.allSatisfy { $0.message == [1, 2, 3] && $0.orderingKey == nil && $0.error == "e" && $0.group == "g" }
        )
        #expect(jobs[3].result == [9])
        let queue = try #require(try await broker.statistics().first { $0.queue == "q" })
        #expect(queue.isPaused && queue.limit == 5 && queue.succeeded == 11 && queue.failed == 12 && !queue.isClosed)
        #expect(try await broker.schedules() == [StoredSchedule(name: "s", next: nil, remaining: 3, definition: [7])])
        #expect(try await broker.workers().map(\.name) == (hasWorkers ? ["w"] : []))

        // What a key is taken for still is, and what runs is rescued.
        let taken = BrokerEntry(id: JobID(), queue: "q", uniqueKey: "k", message: [])
        #expect(try await broker.enqueue([taken]) == [.duplicate(of: ids[1])])
        #expect(try await broker.rescue(.by("r")).map(\.entry.claim.job) == [ids[2]])
        try await broker.setPaused(false, queue: "q")
        #expect(try await broker.claim(.of("q")).map(\.claim.job) == [ids[0], ids[1]])
    }

    @Test("have the same tables and indexes as those that are made anew")
    func sameSchema() async throws {
        func schema(_ path: String) async throws -> [String] {
            try await SQLiteBroker(path: path).pool.read { db in
                let sql =
                    "SELECT sql FROM sqlite_master WHERE name LIKE 'throughline%' AND sql IS NOT NULL ORDER BY name"
                return try String.fetchAll(db, sql: sql).map { $0.replacing("\"", with: "") }
            }
        }
        let old = TemporaryFile.path()
        try Self.makeVersionOne(old, [], hasWorkers: true)
        #expect(try await schema(old) == schema(TemporaryFile.path()))
    }

    /// A file as version 1 made it.
    private static func makeVersionOne(_ path: String, _ ids: [JobID], hasWorkers: Bool) throws {
        try DatabaseQueue(path: path).write { db in
            try db.execute(sql: versionOne)
            for (state, id) in ids.enumerated() {
                try db.execute(
                    sql: """
                        INSERT INTO throughline_jobs (seq, id, queue, state, priority, enqueued, due, attempt, attempt_limit,
                        claim, lease, worker, group_name, error, result, message, ended)
                        VALUES (?, ?, 'q', ?, 0, 5, 5, 1, 9, 77, 88, 'w', 'g', 'e', x'09', x'010203', 6)
                        """,
                    arguments: [(state + 1) * 10, Data(id.bytes), state]
                )
            }
            try db.execute(sql: "INSERT INTO throughline_job_queues VALUES ('q', 1, 5, 11, 12)")
            try db.execute(sql: "INSERT INTO throughline_job_schedules VALUES ('s', NULL, 3, x'07')")
            if let id = ids.dropFirst().first {
                try db.execute(
                    sql: "INSERT INTO throughline_job_keys VALUES ('k', ?, NULL)",
                    arguments: [Data(id.bytes)]
                )
            }
            guard hasWorkers else { return }
            try db.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS throughline_job_workers
                    (name TEXT NOT NULL PRIMARY KEY, seen INTEGER NOT NULL, report BLOB NOT NULL) STRICT, WITHOUT ROWID
                    """
            )
            let report = WorkerReport(
                name: "w",
                host: "h",
                process: 1,
                started: Date(),
                seen: Date(),
                interval: 5,
                state: .working,
                queues: ["q"],
                concurrency: 1,
                running: 0
            )
            // An earlier release knew of no details.
            var json = try #require(
                try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any]
            )
            json["details"] = nil
            try db.execute(
                sql: "INSERT INTO throughline_job_workers VALUES ('w', 1, ?)",
                arguments: [JSONSerialization.data(withJSONObject: json)]
            )
        }
    }

    private static let versionOne = """
        CREATE TABLE throughline_job_schema (version INTEGER NOT NULL, boot TEXT) STRICT;
        INSERT INTO throughline_job_schema VALUES (1, 'another start');
        CREATE TABLE throughline_jobs (
            seq INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            queue TEXT NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
            priority INTEGER NOT NULL,
            enqueued INTEGER NOT NULL,
            due INTEGER NOT NULL,
            attempt INTEGER NOT NULL DEFAULT 0,
            attempt_limit INTEGER NOT NULL,
            claim INTEGER,
            lease INTEGER,
            worker TEXT,
            lost TEXT,
            cancelling INTEGER NOT NULL DEFAULT 0,
            group_name TEXT,
            unique_key TEXT,
            key_expires INTEGER,
            keeps_key INTEGER NOT NULL DEFAULT 0,
            keep INTEGER,
            ended INTEGER,
            expires INTEGER,
            error TEXT,
            result BLOB,
            message BLOB NOT NULL,
            CHECK (state <> 2 OR (claim IS NOT NULL AND lease IS NOT NULL))
        ) STRICT;
        CREATE INDEX throughline_jobs_waking ON throughline_jobs (due) WHERE state = 0;
        CREATE INDEX throughline_jobs_scheduled ON throughline_jobs (state, queue, due) WHERE state = 0;
        CREATE INDEX throughline_jobs_ready ON throughline_jobs (state, queue, priority DESC, seq, due) WHERE state = 1;
        CREATE INDEX throughline_jobs_running ON throughline_jobs (state, lease, queue) WHERE state = 2;
        CREATE INDEX throughline_jobs_ended ON throughline_jobs (state, ended, queue) WHERE state > 2;
        CREATE INDEX throughline_jobs_expiring ON throughline_jobs (expires) WHERE expires IS NOT NULL;
        CREATE INDEX throughline_jobs_group ON throughline_jobs (group_name, state) WHERE group_name IS NOT NULL;
        CREATE TABLE throughline_job_queues (
            queue TEXT NOT NULL PRIMARY KEY,
            paused INTEGER NOT NULL DEFAULT 0,
            running_limit INTEGER,
            succeeded INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE throughline_job_schedules (
            name TEXT NOT NULL PRIMARY KEY,
            next INTEGER,
            remaining INTEGER,
            definition BLOB NOT NULL
        ) STRICT;
        CREATE TABLE throughline_job_keys (
            key TEXT NOT NULL PRIMARY KEY,
            job BLOB NOT NULL CHECK (length(job) = 16),
            expires INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX throughline_job_keys_expiring ON throughline_job_keys (expires) WHERE expires IS NOT NULL;
        """
}
