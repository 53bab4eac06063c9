import GRDB
import ThroughlineGRDB

/// The shop's products and orders, in SQLite.
struct ShopDatabase: Sendable {
    private let pool: TracedAccess<DatabasePool>

    /// Opens the database, and makes it where there is none.
    init(path: String) throws {
        var configuration = Configuration()
        configuration.traceStatements()  // a span for each statement and transaction
        let pool = try DatabasePool(path: path, configuration: configuration)
        try Self.migrator.migrate(pool)
        self.pool = pool.traced()  // and one for each access, which shows how long it waited for a connection
    }

    func products() async throws -> [Product] {
        try await pool.read { try Product.order(Column("id")).fetchAll($0) }
    }

    func product(_ id: Int64) async throws -> Product? {
        try await pool.read { try Product.fetchOne($0, key: id) }
    }

    func order(_ id: Int64) async throws -> Order? {
        try await pool.read { try Order.fetchOne($0, key: id) }
    }

    /// Stores a new order.
    /// - Returns: The order with its id.
    func insert(_ order: Order) async throws -> Order {
        try await pool.write { try order.inserted($0) }
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("products and orders") { db in
            try db.create(table: "products") { table in
                table.primaryKey("id", .integer)
                table.column("name", .text).notNull()
                table.column("cents", .integer).notNull()
            }
            try db.create(table: "orders") { table in
                table.autoIncrementedPrimaryKey("id")
                table.column("product", .integer).notNull().references("products")
                table.column("quantity", .integer).notNull()
                table.column("email", .text).notNull()
                table.column("card", .text).notNull()
                table.column("cents", .integer).notNull()
                table.column("status", .text).notNull()
            }
            try Product(id: 1, name: "Swift, stuffed", cents: 1_250).insert(db)
            try Product(id: 2, name: "Hummingbird, glass", cents: 3_900).insert(db)
            try Product(id: 3, name: "Thread, a spool", cents: 320).insert(db)
        }
        return migrator
    }
}
