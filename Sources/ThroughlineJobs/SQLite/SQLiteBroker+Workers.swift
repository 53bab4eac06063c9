import Foundation
import GRDB

extension SQLiteBroker {
    public func report(_ worker: WorkerReport) async throws {
        let report = try JSONEncoder().encode(worker)
        let (seen, oldest) = (Timestamp(worker.seen), Timestamp(now.addingTimeInterval(-WorkerReport.lifetime)))
        try await pool.write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO throughline_job_workers (name, seen, report) VALUES (?, ?, ?)",
                arguments: [worker.name, seen, report]
            )
            try db.execute(sql: "DELETE FROM throughline_job_workers WHERE seen < ?", arguments: [oldest])
        }
    }

    public func workers() async throws -> [WorkerReport] {
        try await pool.read { db in
            let reports = try Data.fetchAll(db, sql: "SELECT report FROM throughline_job_workers ORDER BY name")
            // What a later release says may not be understood.
            return reports.compactMap { try? JSONDecoder().decode(WorkerReport.self, from: $0) }
        }
    }
}
