import Foundation
import NIOHTTP1
import Testing
import ThroughlineViewer

/// The Shop in several processes: one that serves, and others that work.
@Suite("The Shop in several processes", .timeLimit(.minutes(5)))
struct ShopWorkTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "shop-tests-\(UUID())")
    private var database: String { directory.appending(path: "shop.sqlite").path }
    private let order = #"{"product":1,"quantity":2,"email":"a@example.com","card":"flaky"}"#

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    }

    /// Waits until an order is paid.
    private func payment(of order: Int, at url: String) async throws {
        var body = ""
        while !body.contains(#""status":"paid""#) {
            body = try await ask(.GET, "/orders/\(order)", of: url).body
            try #require(!body.contains("failed"))
        }
    }

    /// Two processes that work, and listen to signals.
    private func twoWorkers(_ options: [String], _ environment: [String: String]) async throws -> [Program] {
        let workers = try (0..<2).map { _ in try Program("shop", ["work"] + options, environment: environment) }
        for worker in workers { #expect(await worker.output(until: "\n") == "working\n") }
        return workers
    }

    /// Ends processes as their users do.
    private func end(_ programs: [Program]) async {
        for program in programs { program.send(SIGTERM) }
        for program in programs { #expect(await program.end() == 0) }
    }

    @Test("leaves the jobs to workers in other processes, and is one trace with them", arguments: [false, true])
    func work(hasBrokerFile: Bool) async throws {
        let receiver = try await Receiver()
        var options = ["--database", database, "--mail", "file:\(directory.path)/mail"]
        if hasBrokerFile { options += ["--broker", "sqlite:\(directory.path)/jobs.sqlite"] }
        let environment = [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(receiver.port)", "OTEL_BSP_SCHEDULE_DELAY": "100",
        ]
        let server = try Program("shop", ["serve", "--no-worker", "--port", "0"] + options, environment: environment)
        let workers = try await twoWorkers(options, environment)
        let url = try #require(await server.output(until: "\n").firstMatch(of: /http:.*/)).0.description

        for id in 1...5 { #expect(try await ask(.POST, "/orders", order, of: url).body == #"{"id":\#(id)}"#) }
        // The receipt is what comes last. To ask the server again and again would leave it more spans than it can keep.
        _ = await receiver.store.wait(timeout: .seconds(60)) { store in
            try await store.traces().flatMap(\.spans).count { $0.name == "process send_receipt" } == 5
        }
        for id in 1...5 { try await payment(of: id, at: url) }
        await end([server] + workers)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/mail").count == 5)

        let orders = try await receiver.store.traces().filter { $0.spans.contains { $0.name == "POST /orders" } }
        #expect(orders.count == 5)
        for order in orders {
            #expect(!order.tree.nodes.contains { $0.placement == .orphan || $0.placement == .cycle })
            let names = order.spans.map(\.name)
            #expect(names.count { $0 == "process reserve_stock" } == 1)
            #expect(names.count { $0 == "process charge_card" } == 3)
            #expect(names.count { $0 == "POST /charges" } == 6, "what the worker asks, and what the server answers")
            #expect(names.count { $0 == "process send_receipt" } == 1)
        }
        #expect(try await receiver.store.traces().flatMap(\.spans).count { $0.name == "process charge_card" } == 15)
        await receiver.end()
    }

    @Test("processes events in other processes, and tells the partner, in one trace")
    func events() async throws {
        let receiver = try await Receiver()
        let environment = [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(receiver.port)", "OTEL_BSP_SCHEDULE_DELAY": "100",
        ]
        let options = ["--database", database]
        let server = try Program("shop", ["serve", "--no-worker", "--port", "0"] + options, environment: environment)
        let workers = try await twoWorkers(options, environment)
        let url = try #require(await server.output(until: "\n").firstMatch(of: /http:.*/)).0.description
        let event = #"{"kind":"flaky","key":"k1","fail":1}"#
        #expect(try await ask(.POST, "/events", event, of: url).status == 202)
        // The delivery that the partner has taken.
        _ = await receiver.store.wait(timeout: .seconds(60)) { store in
            try await store.traces().flatMap(\.spans).contains { $0.name == "News.deliver" && !$0.isError }
        }
        await end([server] + workers)
        let trace = try #require(
            await receiver.store.traces().first { $0.spans.contains { $0.name == "POST /events" } }
        )
        #expect(!trace.tree.nodes.contains { $0.placement == .orphan || $0.placement == .cycle })
        for name in ["Event.process", "News.deliver", "POST /news"] {
            #expect(
                trace.spans.filter { $0.name == name }.map(\.isError).sorted { $0 && !$1 } == [true, false],
                "\(name)"
            )
        }
        await receiver.end()
    }

    @Test("does nothing by itself when it is told to leave the jobs to others")
    func noWorker() async throws {
        let environment = ["OTEL_SDK_DISABLED": "true"]
        let options = ["--database", database]
        let server = try Program("shop", ["serve", "--no-worker", "--port", "0"] + options, environment: environment)
        let url = try #require(await server.output(until: "\n").firstMatch(of: /http:.*/)).0.description
        #expect(try await ask(.POST, "/orders", order, of: url).status == 201)
        await end([server])
        // What it has not done is there for whoever comes next.
        let next = try Program("shop", ["serve", "--port", "0"] + options, environment: environment)
        let nextURL = try #require(await next.output(until: "\n").firstMatch(of: /http:.*/)).0.description
        #expect(url != "")
        try await payment(of: 1, at: nextURL)
        await end([next])
    }

    @Test(
        "says in one sentence what it cannot use",
        arguments: [
            ["serve", "--mail", "smpt://mail.example.com"], ["serve", "--mail", "smtp://user:hun#ter2@host"],
            ["serve", "--mail", "file:"], ["serve", "--partner", "127.0.0.1:8080"], ["serve", "--partner", "http://"],
            ["serve", "--broker", "jobs.sqlite"], ["serve", "--broker", "sqlite:"],
            ["serve", "--broker", "mysql://user:hunter2@host/jobs"],
            ["serve", "--database", "/no/such/folder/shop.sqlite"], ["serve", "--database", "/"],
            ["serve", "--database", "/etc/hostname"], ["serve", "--broker", "sqlite:/no/such/folder/jobs.sqlite"],
            ["work"], ["work", "--database", "/no/such/folder/shop.sqlite"],
        ]
    )
    func refusal(arguments: [String]) async throws {
        let port = arguments[0] == "serve" ? ["--port", "0"] : []
        let shop = try await Program.run("shop", arguments + port, environment: ["OTEL_SDK_DISABLED": "true"])
        #expect(shop.status != 0)
        #expect(shop.output == "")
        let lines = shop.errors.split(separator: "\n")
        #expect(lines.first?.hasPrefix("Error: ") == true, "\(shop.errors)")
        // A command that was called wrongly also says how it is called.
        #expect(lines.dropFirst().allSatisfy { $0.contains("Usage:") || $0.contains("--help") }, "\(shop.errors)")
        for secret in ["hun", "ter2"] { #expect(!shop.errors.contains(secret), "\(shop.errors)") }
    }
}
