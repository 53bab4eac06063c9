import Foundation
import Testing

/// The built `demo` and `shop`, as a user starts them.
@Suite("The demo", .timeLimit(.minutes(2)))
struct DemoTests {
    @Test("shows every trace complete, and ends with 0")
    func once() async throws {
        let demo = try await Program.run("demo", ["--once", "--shop-port", "0", "--otlp-port", "0"])
        #expect(demo.status == 0, "\(demo.output)\(demo.errors)")
        #expect(demo.errors == "")
        for text in [
            "GET /slow", "GET /status/{code}", "✗ GET /boom", "Shop.Boom: the shop is on fire", "GET /stream",
            "└─ GET /slow", "▶ GET /health → 200", "All 5 traces have arrived complete",
        ] {
            #expect(demo.output.contains(text), "\(text) in:\n\(demo.output)")
        }
        #expect(!demo.output.contains("server · 200 · /health"))
    }

    @Test("names a taken port, and how to choose another", arguments: ["SHOP_PORT", "OTLP_PORT"])
    func takenPort(variable: String) async throws {
        let listener = try Listener()
        var environment = ["SHOP_PORT": "0", "OTLP_PORT": "0"]
        environment[variable] = "\(listener.port)"
        let demo = try await Program.run("demo", ["--once"], environment: environment)
        #expect(demo.status == 1)
        #expect(demo.errors.contains("port \(listener.port) on 127.0.0.1 is taken"), "\(demo.errors)")
        #expect(demo.errors.contains(variable), "\(demo.errors)")
        #expect(demo.errors.split(separator: "\n").count == 1, "\(demo.errors)")
    }

    @Test("ends the Shop when it is told to end", arguments: [SIGINT, SIGTERM])
    func signals(signal: Int32) async throws {
        let demo = try Program("demo", ["--shop-port", "0", "--otlp-port", "0"])
        let lines = await demo.output(until: "Ctrl-C ends both")
        let url = try #require(lines.firstMatch(of: /The Shop listens on http:\/\/127\.0\.0\.1:(\d+)/), "\(lines)")
        demo.send(signal)
        #expect(await demo.end() == 0)
        // Nobody else listens there so soon: were the Shop still alive, its port would be taken.
        _ = try Listener(port: #require(UInt16(url.1)))
    }
}

@Suite("The Shop", .timeLimit(.minutes(2)))
struct ShopTests {
    @Test("says first where it listens, and ends with 0 when it is told to end")
    func serve() async throws {
        let shop = try Program("shop", ["serve", "--port", "0"], environment: ["OTEL_SDK_DISABLED": "true"])
        let lines = await shop.output(until: "\n")
        #expect(lines.wholeMatch(of: /listening on http:\/\/127\.0\.0\.1:\d+\n/) != nil, "\(lines)")
        shop.send(SIGTERM)
        #expect(await shop.end() == 0)
    }

    @Test("names a taken port")
    func takenPort() async throws {
        let listener = try Listener()
        let shop = try await Program.run("shop", ["serve", "--port", "\(listener.port)"])
        #expect(shop.status == 1)
        #expect(shop.output == "")
        #expect(shop.errors.contains("port \(listener.port) on 127.0.0.1 is taken"), "\(shop.errors)")
        #expect(shop.errors.split(separator: "\n").count == 1, "\(shop.errors)")
    }
}
