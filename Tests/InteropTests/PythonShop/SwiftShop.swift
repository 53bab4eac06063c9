import AsyncHTTPClient
import Foundation
import GRDB
import Hummingbird
import TestSupport
import Throughline
import ThroughlineAsyncHTTPClient
import ThroughlineGRDB
import ThroughlineHummingbird
import Tracing

/// The other half of the shop of `shop.py`: it knows the orders and what is in stock, and asks the first half for prices.
struct SwiftShop {
    private let client: TracedHTTPClient
    private let database: DatabaseQueue
    private let pricesPort: Int

    /// What `GET /stock/{product}` answers.
    struct Stock: ResponseEncodable, Decodable, Equatable {
        var pieces: Int
        /// The user's name, which travels as baggage.
        var user: String?
    }

    /// Serves `GET /orders/{id}` and `GET /stock/{product}` while `body` runs, which gets the port.
    static func serve<Result: Sendable>(
        pricesPort: Int,
        _ body: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        var configuration = GRDB.Configuration()
        configuration.traceStatements()
        let database = try DatabaseQueue(configuration: configuration)
        // What is in the database before is not of the trace.
        try await withTracer(NoOpTracer()) {
            try await database.write { db in
                try db.execute(
                    sql: """
                        CREATE TABLE orders (id INTEGER PRIMARY KEY, product INTEGER);
                        CREATE TABLE stock (product INTEGER PRIMARY KEY, pieces INTEGER);
                        INSERT INTO orders VALUES (1, 7);
                        INSERT INTO stock VALUES (7, 3);
                        """
                )
            }
        }
        return try await withTracedHTTPClient { client in
            let shop = SwiftShop(client: client, database: database, pricesPort: pricesPort)
            return try await shop.serve(body)
        }
    }

    private func serve<Result: Sendable>(
        _ body: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        let router = Router()
        router.add(middleware: TelemetryMiddleware())
        router.get("orders/:id") { request, context in
            let id = try context.parameters.require("id", as: Int.self)
            let product = try await database.read { db in
                try Int.fetchOne(db, sql: "SELECT product FROM orders WHERE id = ?", arguments: [id])
            }
            guard let product, let authority = request.head.authority else { throw HTTPError(.notFound) }
            let stock = "http://\(authority)/stock/\(product)"
            let response = try await client.execute(
                HTTPClientRequest(url: "http://127.0.0.1:\(pricesPort)/prices/\(product)?stock=\(stock)"),
                timeout: .seconds(20),
                urlTemplate: "/prices/{product}"
            )
            return try await response.body.collect(upTo: 1 << 16)
        }
        router.get("stock/:product") { _, context in
            let product = try context.parameters.require("product", as: Int.self)
            let pieces = try await database.read { db in
                try Int.fetchOne(db, sql: "SELECT pieces FROM stock WHERE product = ?", arguments: [product])
            }
            return Stock(pieces: pieces ?? 0, user: InstrumentationContext.current?.baggage["user"])
        }
        return try await router.serve(body)
    }
}
