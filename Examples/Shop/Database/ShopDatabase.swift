import GRDB
import ThroughlineGRDB

/// The shop's products and orders, in SQLite.
struct ShopDatabase: Sendable {
    private let pool: TracedAccess<DatabasePool>

    /// Opens the database, and makes it where there is none.
    init(path: String) throws {
        var configuration = Configuration()
        configuration.traceStatements()  // a span for each statement and transaction
        configuration.busyMode = .timeout(10)  // the jobs' broker writes to the same file
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.write(Self.prepare)
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

    /// Stores a new order, and in the same transaction what comes of it.
    /// - Returns: The order's id.
    func insert(
        _ order: Order,
        and follow: @escaping @Sendable (Int64, Database) throws -> Void = { _, _ in }
    ) async throws -> Int64 {
        try await pool.write { db in
            let id = try order.inserted(db).id ?? db.lastInsertedRowID
            try follow(id, db)
            return id
        }
    }

    /// Takes what was ordered out of the stock, once.
    /// - Returns: Whether there was enough, now or at an earlier attempt. If not, the order has failed.
    func reserve(_ id: Int64) async throws -> Bool {
        try await pool.write { db in
            guard var order = try Order.fetchOne(db, key: id) else { return false }
            guard order.status == .pending else { return order.status != .failed }
            guard var product = try Product.fetchOne(db, key: order.product) else { return false }
            let isEnough = product.stock >= order.quantity
            if isEnough {
                product.stock -= order.quantity
                try product.update(db)
            }
            order.status = isEnough ? .reserved : .failed
            try order.update(db)
            return isEnough
        }
    }

    func set(_ status: Order.Status, _ order: Order) async throws {
        try await pool.write { db in
            var order = order
            order.status = status
            try order.update(db)
        }
    }

    /// Puts back into the stock what an order had taken, for it has failed.
    func giveUp(_ order: Order) async throws {
        try await pool.write { db in
            var order = order
            order.status = .failed
            try order.update(db)
            guard var product = try Product.fetchOne(db, key: order.product) else { return }
            product.stock += order.quantity
            try product.update(db)
        }
    }

    /// Where the shop listens, or last has, for its workers in other processes.
    func url() async throws -> String? {
        try await pool.read { try String.fetchOne($0, sql: "SELECT url FROM address") }
    }

    func setURL(_ url: String) async throws {
        try await pool.write { db in
            try db.execute(sql: "INSERT OR REPLACE INTO address (id, url) VALUES (1, ?)", arguments: [url])
        }
    }

    /// Remembers that a payment was asked for, once more.
    func recordCharge(_ key: String, card: String, cents: Int) async throws -> Charge {
        try await pool.write { db in
            try Charge.fetchOne(
                db,
                sql: """
                    INSERT INTO charges (key, card, cents, attempts) VALUES (?, ?, ?, 1)
                    ON CONFLICT (key) DO UPDATE SET attempts = attempts + 1
                    RETURNING *
                    """,
                arguments: [key, card, cents]
            ) ?? Charge(key: key, card: card, cents: cents, attempts: 1)
        }
    }

    /// Remembers what another shop has told.
    /// - Returns: How often it has.
    func record(_ news: News, id: String) async throws -> Int {
        try await pool.write { db in
            try Int.fetchOne(
                db,
                sql: """
                    INSERT INTO news (id, kind, key, count) VALUES (?, ?, ?, 1)
                    ON CONFLICT (id) DO UPDATE SET count = count + 1
                    RETURNING count
                    """,
                arguments: [id, news.kind, news.key]
            ) ?? 1
        }
    }

    /// Makes what is missing, in one transaction: several processes may open a new file at once.
    private static func prepare(_ db: Database) throws {
        try db.create(table: "products", options: .ifNotExists) { table in
            table.primaryKey("id", .integer)
            table.column("name", .text).notNull()
            table.column("cents", .integer).notNull()
            table.column("stock", .integer).notNull()
        }
        try db.create(table: "orders", options: .ifNotExists) { table in
            table.autoIncrementedPrimaryKey("id")
            table.column("product", .integer).notNull().references("products")
            table.column("quantity", .integer).notNull()
            table.column("email", .text).notNull()
            table.column("card", .text).notNull()
            table.column("cents", .integer).notNull()
            table.column("status", .text).notNull()
        }
        try db.create(table: "charges", options: .ifNotExists) { table in
            table.primaryKey("key", .text)
            table.column("card", .text).notNull()
            table.column("cents", .integer).notNull()
            table.column("attempts", .integer).notNull()
        }
        try db.create(table: "news", options: .ifNotExists) { table in
            table.primaryKey("id", .text)
            table.column("kind", .text).notNull()
            table.column("key", .text).notNull()
            table.column("count", .integer).notNull()
        }
        try db.create(table: "address", options: .ifNotExists) { table in
            table.primaryKey("id", .integer)
            table.column("url", .text).notNull()
        }
        for var product in [
            Product(id: 1, name: "Swift, stuffed", cents: 1_250, stock: 10_000),
            Product(id: 2, name: "Hummingbird, glass", cents: 3_900, stock: 10_000),
            Product(id: 3, name: "Thread, a spool", cents: 320, stock: 10_000),
        ] {
            try product.insert(db, onConflict: .ignore)
        }
    }
}
