import Foundation
import Logging
import OTLP
import Testing
import Throughline
import ThroughlineViewer
import Tracing

/// One trace through services in Python and in Swift, with the SQL of both, over real HTTP and into one collector.
@Suite(.enabled(if: PythonProcess.has("opentelemetry-instrumentation-django"), "needs Scripts/setup-interop"))
struct PythonShopTests {
    /// What `shop.py order` prints.
    private struct Order: Decodable {
        struct Price: Decodable {
            var cents: Int
            var baggage: [String: String]
            var stock: SwiftShop.Stock
        }

        var status: Int
        var body: Price
    }

    @Test("A customer in Python → a shop in Swift → prices in Python → the shop again", .timeLimit(.minutes(5)))
    func oneTrace() async throws {
        let (order, store) = try await order()

        #expect(order.status == 200)
        #expect(order.body.cents == 1250)
        #expect(order.body.baggage == ["user": "jürgen;42"], "from Python through Swift")
        #expect(order.body.stock == SwiftShop.Stock(pieces: 3, user: "jürgen;42"), "and back into Swift")

        #expect(try await store.status().rejected.spans == 0)
        let traces = try await store.traces()
        #expect(traces.count == 1)
        let trace = try #require(traces.first)
        #expect(trace.id.description == "0af7651916cd43dd8448eb211c80319c")
        #expect(trace.spans.allSatisfy { $0.data.traceState == "vendor=kept" })
        #expect(trace.spans.allSatisfy { !$0.isError })
        #expect(
            trace.drawing == """
                customer: order, internal
                  customer: GET, client
                    shop: GET /orders/{id}, server
                      shop: SELECT orders, internal
                      shop: GET /prices/{product}, client
                        prices: GET prices/<int:product>, server
                          prices: CREATE, client
                          prices: INSERT, client
                          prices: SELECT, client
                          prices: GET, client
                            shop: GET /stock/{product}, server
                              shop: SELECT stock, internal

                """
        )
        // Both sides describe their SQL in the same words.
        let queries = trace.spans.filter { $0.name.hasPrefix("SELECT") }
        #expect(queries.map { $0.text("db.system.name") } == Array(repeating: "sqlite", count: 3))
        #expect(
            Set(queries.map { $0.text("db.query.text") }) == [
                "SELECT product FROM orders WHERE id = ?", "SELECT cents FROM prices WHERE product = ?",
                "SELECT pieces FROM stock WHERE product = ?",
            ]
        )
    }

    /// Runs the four services and the collector, and returns what the customer got and what the collector has.
    private func order() async throws -> (Order, TelemetryStore) {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = try TelemetryStore()
        let (ports, isRunning) = AsyncStream.makeStream(of: Int.self)
        let receiver = Viewer(
            store: store,
            configuration: Viewer.Configuration(port: 0),
            logger: logger,
            onRunning: { isRunning.yield($0) }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await receiver.run() }
            defer { group.cancelAll() }
            let collector = "http://127.0.0.1:\(try #require(await ports.first { _ in true }))"
            func environment(_ service: String) -> [String: String] {
                [
                    "OTEL_EXPORTER_OTLP_ENDPOINT": collector, "OTEL_SERVICE_NAME": service,
                    "OTEL_SEMCONV_STABILITY_OPT_IN": "http,database",
                ]
            }
            let prices = try PythonProcess(script: "shop.py", ["serve"], environment: environment("prices"))
            let pricesPort = try #require(Int(await prices.line()))

            var configuration = Throughline.Configuration(serviceName: "shop")
            configuration.otlp.endpoint = .base(collector)
            let telemetry = Telemetry(configuration: configuration, logger: logger)
            let customer = environment("customer")
            let output = try await withTracer(telemetry.tracer) {
                try await SwiftShop.serve(pricesPort: pricesPort) { port in
                    let url = "http://127.0.0.1:\(port)/orders/1"
                    return try await PythonProcess.run(script: "shop.py", ["order", url], environment: customer)
                }
            }
            // Ours are sent now, and Python's were before the customer had an answer.
            await telemetry.shutdown()
            await prices.end()
            return (try JSONDecoder().decode(Order.self, from: Data(output.utf8)), store)
        }
    }
}

extension OTLP.Span.Kind {
    fileprivate var name: String {
        switch self {
        case .internal: "internal"
        case .server: "server"
        case .client: "client"
        default: "another"
        }
    }
}

extension Trace.Span {
    fileprivate func text(_ key: String) -> String? {
        data.attributes.first { $0.key == key }?.value?.stringValue
    }
}

extension Trace {
    /// A line a span, below its parent and in the order in which they began.
    fileprivate var drawing: String {
        let tree = tree
        return tree.depthFirst().reduce(into: "") { text, visit in
            let span = tree.nodes[visit.index].span
            let service = span.resource.attributes.first { $0.key == "service.name" }?.value?.stringValue ?? "?"
            text += String(repeating: "  ", count: visit.depth) + "\(service): \(span.name), \(span.kind.name)\n"
        }
    }
}
