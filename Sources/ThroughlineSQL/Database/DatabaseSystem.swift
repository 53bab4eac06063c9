/// A database management system: the name that spans and metrics say, and how its SQL is read.
///
/// Source: https://opentelemetry.io/docs/specs/semconv/db/database-spans/ (v1.44, `db.system.name`)
public struct DatabaseSystem: Hashable, Sendable {
    /// `db.system.name`, such as `postgresql`.
    public let name: String
    /// How its SQL is read.
    public let dialect: SQLDialect
    /// The port that a server listens on unless it is told otherwise; `server.port` is not recorded where it is this one.
    public let defaultPort: Int?

    /// A system that has no constant here.
    ///
    /// - Parameters:
    ///   - name: In lower case, without a version; a name of the convention's list, where it has one.
    public init(name: String, dialect: SQLDialect = .standard, defaultPort: Int? = nil) {
        self.name = name
        self.dialect = dialect
        self.defaultPort = defaultPort
    }

    public static let postgresql = DatabaseSystem(name: "postgresql", dialect: .postgresql, defaultPort: 5432)
    public static let cockroachdb = DatabaseSystem(name: "cockroachdb", dialect: .postgresql, defaultPort: 26257)
    public static let sqlite = DatabaseSystem(name: "sqlite", dialect: .sqlite)
    public static let mysql = DatabaseSystem(name: "mysql", dialect: .mysql, defaultPort: 3306)
    public static let mariadb = DatabaseSystem(name: "mariadb", dialect: .mysql, defaultPort: 3306)
    public static let microsoftSQLServer = DatabaseSystem(
        name: "microsoft.sql_server",
        dialect: .transactSQL,
        defaultPort: 1433
    )
    public static let oracle = DatabaseSystem(name: "oracle.db", dialect: .oracle, defaultPort: 1521)
    /// A database that speaks SQL, of which no more is known.
    public static let otherSQL = DatabaseSystem(name: "other_sql")
}
