import CSQLiteTracing
import GRDB
import ThroughlineSQL

extension DatabaseError {
    /// The error that GRDB is about to throw, with a text that holds no values.
    ///
    /// - Parameters:
    ///   - code: An extended result code.
    ///   - connection: Where it has just been returned.
    init(code: Int32, on connection: OpaquePointer) {
        self.init(
            resultCode: ResultCode(rawValue: code),
            message: schemaConstraints.contains(code) ? sqlite3_errmsg(connection).map { String(cString: $0) } : nil
        )
    }

    /// What may be said of an error of ``init(code:on:)``, the text of which is SQLite's.
    var failure: DatabaseFailure {
        failure(message: schemaConstraints.contains(extendedResultCode.rawValue) ? message : nil)
    }

    /// What may be said of an error that GRDB or the application has made: its text can quote rows and statements.
    var failureOfUnknownText: DatabaseFailure { failure(message: nil) }

    private func failure(message: String?) -> DatabaseFailure {
        let code = extendedResultCode.rawValue
        return DatabaseFailure(
            statusCode: String(code),
            errorType: SQLiteResultCode.name(of: code),
            message: message ?? sqlite3_errstr(code).map { String(cString: $0) },
            isCancellation: resultCode == .SQLITE_INTERRUPT && Task.isCancelled
        )
    }
}

/// Constraints whose text names what stands in the schema: CHECK, FOREIGN KEY, NOT NULL, PRIMARY KEY, UNIQUE and ROWID.
///
/// Other texts of SQLite can quote the statement, and so its literals, or are whatever a trigger says; for these there is the
/// code's own.
private let schemaConstraints: Set<Int32> = [275, 787, 1299, 1555, 2067, 2579]
