#if os(Linux)

import GRDB
import Glibc
import InMemoryTracing
import Testing
import Tracing

@testable import ThroughlineGRDB

/// Where SQLite's functions are called past this library's own, as they are where SQLite is linked statically: the library's
/// own functions are gone around here.
@Suite struct UnsharedHookTests {
    let tracer = InMemoryTracer()
    let sqlite: SQLite

    init() throws {
        sqlite = try SQLite()
    }

    /// The functions of the shared library.
    struct SQLite {
        let prepare:
            @convention(c) (
                OpaquePointer?, UnsafePointer<CChar>?, Int32, UInt32, UnsafeMutablePointer<OpaquePointer?>?,
                UnsafeMutablePointer<UnsafePointer<CChar>?>?
            ) -> Int32
        let step: @convention(c) (OpaquePointer?) -> Int32
        let reset: @convention(c) (OpaquePointer?) -> Int32
        let finalize: @convention(c) (OpaquePointer?) -> Int32
        let trace: @convention(c) (OpaquePointer?, UInt32, OpaquePointer?, OpaquePointer?) -> Int32

        init() throws {
            let library = try #require(dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_NOLOAD))
            func function<Function>(_ name: String, as type: Function.Type) throws -> Function {
                unsafeBitCast(try #require(dlsym(library, name)), to: type)
            }
            prepare = try function("sqlite3_prepare_v3", as: type(of: prepare))
            step = try function("sqlite3_step", as: type(of: step))
            reset = try function("sqlite3_reset", as: type(of: reset))
            finalize = try function("sqlite3_finalize", as: type(of: finalize))
            trace = try function("sqlite3_trace_v2", as: type(of: trace))
        }

        /// Steps until there is no more row, and returns the last code.
        func run(_ sql: String, on db: Database, rows: Int = .max) throws -> Int32 {
            var statement: OpaquePointer?
            try #require(prepare(db.sqliteConnection, sql, -1, 0, &statement, nil) == 0)
            defer { _ = finalize(statement) }
            var (code, left) = (Int32(100), rows)
            while code == 100, left > 0 {
                code = step(statement)
                left -= 1
            }
            return code
        }
    }

    @Test func aStatementHasItsSpanAndNoCode() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.inDatabase { db in
                let codes = [
                    try sqlite.run("SELECT name FROM product", on: db),
                    try sqlite.run("SELECT name FROM product", on: db, rows: 1),
                    try sqlite.run("INSERT INTO product (name) VALUES ('tea')", on: db),
                ]
                #expect(codes == [101, 100, 2067])
            }
        }
        #expect(tracer.names == ["SELECT product", "SELECT product", "INSERT product"])
        #expect(tracer.finishedSpans.map { $0[integer: "db.response.returned_rows"] } == [2, 1, nil])
        #expect(tracer.finishedSpans.allSatisfy { $0.status == nil && $0["error.type"] == nil })
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test func aTransactionsEndIsKnownAllTheSame() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.inDatabase { db in
                for end in ["COMMIT", "ROLLBACK"] {
                    for sql in ["BEGIN", "DELETE FROM product", end] { _ = try sqlite.run(sql, on: db) }
                }
            }
        }
        let outcomes = tracer.finishedSpans.compactMap { $0["throughline.db.transaction.outcome"] }
        #expect(outcomes == ["commit", "rollback"])
    }

    @Test func whetherTheApplicationHasAHookIsKnown() throws {
        try DatabaseQueue().inDatabase { db in
            #expect(!ApplicationHook.isSet(on: db))
            db.trace { _ in }
            #expect(ApplicationHook.isSet(on: db))
            db.trace(nil)
            #expect(!ApplicationHook.isSet(on: db))
        }
    }

    @Test func aHookThatTakesTheOnlyPlaceEndsTracingAndNothingElse() throws {
        try withTracer(tracer) {
            let queue = try DatabaseQueue.withProducts(tracer)
            try queue.inDatabase { db in
                let cursor = try String.fetchCursor(db, sql: "SELECT name FROM product")
                _ = try cursor.next()
                #expect(sqlite.trace(db.sqliteConnection, 0, nil, nil) == 0)
                #expect(try cursor.next() != nil)
                try db.execute(sql: "DELETE FROM product")
            }
            try queue.close()
        }
        // The span that was open has ended with the connection.
        #expect(tracer.names == ["SELECT product"])
        #expect(tracer.activeSpans.isEmpty)
    }
}

#endif
