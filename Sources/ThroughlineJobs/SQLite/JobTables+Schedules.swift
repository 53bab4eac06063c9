import Foundation
import GRDB

extension JobTables {
    static func setSchedule(_ schedule: StoredSchedule, in db: Database) throws {
        try db.execute(
            sql:
                "INSERT OR REPLACE INTO throughline_job_schedules (name, next, remaining, definition) VALUES (?, ?, ?, ?)",
            arguments: [
                schedule.name, schedule.next.map(Timestamp.init), schedule.remaining, Data(schedule.definition),
            ]
        )
    }

    static func schedules(_ db: Database) throws -> [StoredSchedule] {
        let sql = "SELECT name, next, remaining, definition FROM throughline_job_schedules ORDER BY name"
        return try Row.fetchAll(db, sql: sql).map { row in
            StoredSchedule(
                name: row[0],
                next: (row[1] as Timestamp?)?.date,
                remaining: row[2],
                definition: [UInt8](row[3] as Data)
            )
        }
    }

    static func removeSchedule(_ name: String, in db: Database) throws -> Bool {
        try db.execute(sql: "DELETE FROM throughline_job_schedules WHERE name = ?", arguments: [name])
        return db.changesCount > 0
    }

    /// - Returns: Whether the schedule stood where it is advanced from.
    static func advance(_ schedule: StoredSchedule, from time: Timestamp, in db: Database) throws -> Bool {
        try db.execute(
            sql: """
                UPDATE throughline_job_schedules SET next = ?, remaining = ?, definition = ? WHERE name = ? AND next = ?
                """,
            arguments: [
                schedule.next.map(Timestamp.init), schedule.remaining, Data(schedule.definition), schedule.name, time,
            ]
        )
        return db.changesCount > 0
    }
}
