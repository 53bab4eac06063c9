import Foundation
import GRDB
import InMemoryTracing
import Testing
import ThroughlineGRDB
import Tracing

/// A place for databases, which is gone with it.
final class TestDirectory: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/throughline-grdb-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a database, `shop.sqlite`.
    var database: String { path + "/shop.sqlite" }
}

extension Configuration {
    /// A configuration whose connections are traced.
    static func traced(_ change: (inout StatementTracing) -> Void = { _ in }) -> Configuration {
        var tracing = StatementTracing()
        change(&tracing)
        var configuration = Configuration()
        configuration.traceStatements(tracing)
        return configuration
    }
}

extension DatabaseQueue {
    /// A database in memory with a table of two products. What opening it left in the tracer is cleared.
    static func withProducts(_ tracer: InMemoryTracer, _ configuration: Configuration = .traced()) throws
        -> DatabaseQueue
    {
        let queue = try DatabaseQueue(configuration: configuration)
        try queue.inDatabase { try $0.createProducts() }
        tracer.clearFinishedSpans()
        return queue
    }
}

extension DatabasePool {
    /// A database in a file with a table of two products. What opening it left in the tracer is cleared.
    static func withProducts(
        _ tracer: InMemoryTracer,
        in directory: TestDirectory,
        _ configuration: Configuration = .traced()
    ) throws -> DatabasePool {
        let pool = try DatabasePool(path: directory.database, configuration: configuration)
        try pool.writeWithoutTransaction { try $0.createProducts() }
        tracer.clearFinishedSpans()
        return pool
    }
}

extension Database {
    fileprivate func createProducts() throws {
        try execute(
            sql: """
                CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
                INSERT INTO product (name) VALUES ('tea'), ('coffee');
                """
        )
    }
}

extension InMemoryTracer {
    /// The finished spans' names, in the order of their ends.
    var names: [String] { finishedSpans.map(\.operationName) }

    /// The only finished span with this name.
    func span(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> FinishedInMemorySpan {
        let found = finishedSpans.filter { $0.operationName == name }
        try #require(found.count == 1, "\(names)", sourceLocation: sourceLocation)
        return found[0]
    }
}

extension FinishedInMemorySpan {
    func isChild(of parent: FinishedInMemorySpan) -> Bool {
        parentSpanID == parent.spanID && traceID == parent.traceID
    }

    subscript(name: String) -> String? {
        guard case .string(let value) = attributes.get(name) else { return nil }
        return value
    }

    subscript(integer name: String) -> Int? {
        guard case .int64(let value) = attributes.get(name) else { return nil }
        return Int(value)
    }
}

extension InMemoryTracer {
    /// Runs what expects its errors itself.
    func run(_ body: () throws -> Void) rethrows {
        try withTracer(self) { try body() }
    }
}
