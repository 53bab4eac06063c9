import Foundation
import TestSupport
import Testing
import ThroughlineViewer

@testable import Demo

/// The built `demo` and `shop`, as a user starts them.
@Suite("The demo", .timeLimit(.minutes(5)))
struct DemoTests {
    @Test("shows every trace complete, and ends with 0")
    func once() async throws {
        let demo = try await Program.run("demo", ["--once", "--shop-port", "0", "--otlp-port", "0"])
        #expect(demo.status == 0, "\(demo.output)\(demo.errors)")
        #expect(demo.errors == "")
        for text in [
            "GET /slow", "GET /status/{code}", "✗ GET /boom", "Shop.Boom: the shop is on fire", "GET /stream",
            "└─ GET /slow", "▶ GET /health → 200", "▶ POST /orders → 201", "INSERT \"orders\"", "shop, partner",
            "process charge_card  consumer · attempt 3", "send_message_item", "✉ to a@example.com: Your receipt",
            "INFO  order placed", "▶ POST /events → 202", "Event.process  consumer · attempt 2",
            "News.deliver  consumer · attempt 2", "Shop.NotYet: attempt 1 was to fail", "the other service answers 503",
            "All 8 traces have arrived complete", "Open http://127.0.0.1:",
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

    @Test("ends the Shop when it is told to end", arguments: [SIGINT, SIGTERM, SIGHUP])
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

extension DemoTests {
    /// Runs the demo with a script in the Shop's place.
    private func run(shop script: String, _ arguments: String...) async throws -> (status: Int32, errors: String) {
        let files = FileManager.default
        let directory = BuiltProgram.directory.appending(path: "demo-\(UUID())")
        try files.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { try? files.removeItem(at: directory) }
        // A link would lead the demo back to the Shop.
        try files.linkItem(at: BuiltProgram.directory.appending(path: "demo"), to: directory.appending(path: "demo"))
        let shop = directory.appending(path: "shop")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: shop)
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: shop.path)
        let ports = ["--shop-port", "0", "--otlp-port", "0"]
        let demo = try await Program.run("demo", ports + arguments, in: directory)
        return (demo.status, demo.errors)
    }

    @Test("does not wait for ever for a Shop that says nothing")
    func silentShop() async throws {
        let demo = try await run(shop: "trap 'exit 0' TERM; while :; do sleep 0.1; done", "--once", "--timeout", "1")
        #expect(demo.status == 1)
        #expect(demo.errors.contains("the Shop has not said where it listens"), "\(demo.errors)")
    }

    @Test("fails with a Shop that fails, and makes its words harmless")
    func brokenShop() async throws {
        let demo = try await run(shop: "printf 'out of \\033[31mstock\\n' >&2; exit 3", "--once")
        #expect(demo.status == 1)
        #expect(demo.errors.contains("ended with status 3 before it listened"), "\(demo.errors)")
        #expect(demo.errors.contains("out of \\u{1B}[31mstock"), "\(demo.errors)")
    }

    @Test("fails with a Shop that does not end well when it is asked to")
    func badEnd() async throws {
        // The Shop itself has the demo told to end, so that it is asked only when it can answer.
        let demo = try await run(shop: "trap 'exit 3' TERM; kill -TERM $PPID; while :; do sleep 0.1; done")
        #expect(demo.status == 1)
        #expect(demo.errors.contains("ended with status 3"), "\(demo.errors)")
    }

    @Test("expects every status", arguments: Visit.all)
    func status(visit: Visit) async throws {
        let store = try TelemetryStore()
        let answered = Finding(visit: visit, answer: Visit.Answer(status: visit.status, traceResponse: nil))
        let failed = Finding(visit: visit, answer: Visit.Answer(status: 502, traceResponse: nil))
        #expect(try await !answered.problems(in: store).contains { $0.contains("status") })
        #expect(try await failed.problems(in: store).first == "the answer's status is 502, not \(visit.status)")
    }
}
