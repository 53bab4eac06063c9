/// A statement that is prepared once on each connection.
final class Statement: Sendable {
    /// What it is prepared as; it begins with the module's name, so that it is in nobody's way.
    let name: String
    let sql: String

    init(_ name: String, _ sql: String) {
        self.name = "throughline_\(name)"
        self.sql = sql
    }

    /// One that is prepared anew each time.
    init(unnamed sql: String) {
        name = ""
        self.sql = sql
    }
}

/// A statement with its values.
struct Call: Sendable {
    enum Form: Sendable {
        /// Prepared, with values and columns in binary form.
        case prepared(Statement, Parameters)
        /// As it is, with values and columns as text; `nil` is NULL.
        case text(String, [String?])
    }

    var form: Form

    init(_ statement: Statement, _ parameters: Parameters) {
        form = .prepared(statement, parameters)
    }

    init(_ sql: String, _ values: [String?] = []) {
        form = .text(sql, values)
    }

    var sql: String {
        switch form {
        case .prepared(let statement, _): statement.sql
        case .text(let sql, _): sql
        }
    }
}
