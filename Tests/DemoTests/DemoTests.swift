import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import ThroughlineViewer

@testable import Demo

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
            "└─ GET /slow", "▶ GET /health → 200", "▶ POST /orders → 201", "INSERT \"orders\"", "shop, partner",
            "process charge_card  consumer · attempt 3", "send_message_item", "✉ to a@example.com: Your receipt",
            "All 7 traces have arrived complete",
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
        let directory = Program.directory.appending(path: "demo-\(UUID())")
        try files.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { try? files.removeItem(at: directory) }
        // A link would lead the demo back to the Shop.
        try files.linkItem(at: Program.directory.appending(path: "demo"), to: directory.appending(path: "demo"))
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
    func status(visit: Visit) {
        let store = TraceStore()
        let answered = Finding(visit: visit, answer: Visit.Answer(status: visit.status, traceResponse: nil))
        let failed = Finding(visit: visit, answer: Visit.Answer(status: 502, traceResponse: nil))
        #expect(!answered.problems(in: store).contains { $0.contains("status") })
        #expect(failed.problems(in: store).first == "the answer's status is 502, not \(visit.status)")
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

    @Test(
        "refuses what would keep it busy for ever",
        arguments: [
            "/call?path=/call", "/call?path=/call%3Fpath=/slow", "/call?path=/%2563all", "/call?path=/call/",
            "/stream?chunks=10000&ms=7",
        ]
    )
    func refusal(path: String) async throws {
        let shop = try Program("shop", ["serve", "--port", "0"], environment: ["OTEL_SDK_DISABLED": "true"])
        let url = try #require(await shop.output(until: "\n").firstMatch(of: /http:.*/)).0
        var request = HTTPClientRequest(url: url + path)
        request.headers.add(name: "Connection", value: "close")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        #expect(response.status == .badRequest)
        _ = try await response.body.collect(upTo: 1 << 20)
        shop.send(SIGTERM)
        #expect(await shop.end() == 0)
    }

    /// Sends one request to a shop that is its own partner.
    private func ask(_ method: HTTPMethod, _ path: String, _ body: String? = nil, of url: String) async throws -> (
        status: Int, body: String
    ) {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        request.headers.add(name: "Connection", value: "close")
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        return (Int(response.status.code), try await String(buffer: response.body.collect(upTo: 1 << 20)))
    }

    @Test(
        "sells what it has, and says what has become of an order",
        arguments: [("ok", "paid"), ("flaky", "paid"), ("declined", "failed")]
    )
    func orders(card: String, end: String) async throws {
        let shop = try Program("shop", ["serve", "--port", "0"], environment: ["OTEL_SDK_DISABLED": "true"])
        let url = try #require(await shop.output(until: "\n").firstMatch(of: /http:.*/)).0.description
        #expect(try await ask(.GET, "/products", of: url).body.contains("Hummingbird, glass"))
        #expect(try await ask(.GET, "/products/1", of: url).body.contains("1250"))
        #expect(try await ask(.GET, "/products/99", of: url).status == 404)
        #expect(try await ask(.GET, "/price/3", of: url).body.contains("320"))
        let order = #"{"product":1,"quantity":2,"email":"a@example.com","card":"\#(card)"}"#
        let placed = try await ask(.POST, "/orders", order, of: url)
        #expect(placed.status == 201)
        #expect(placed.body == #"{"id":1}"#)
        var status = ""
        while !["paid", "failed"].contains(where: status.contains) {
            status = try await ask(.GET, "/orders/1", of: url).body
        }
        #expect(status.contains(#""status":"\#(end)""#), "\(status)")
        // Without a mail server receipts are printed.
        if end == "paid" { #expect(await shop.output(until: "Your receipt: Swift, stuffed").contains("a@example.com")) }
        #expect(try await ask(.GET, "/orders/2", of: url).status == 404)
        shop.send(SIGTERM)
        #expect(await shop.end() == 0)
    }

    @Test(
        "says what is wrong with an order",
        arguments: [
            ("", "JSON"), ("{", "JSON"), ("[]", "Type mismatch"), (#"{"product":"one"}"#, "product"),
            (#"{"product":99,"quantity":1,"email":"a@b","card":"ok"}"#, "no such product"),
            (#"{"product":1,"quantity":0,"email":"a@b","card":"ok"}"#, "quantity"),
            (#"{"product":1,"quantity":9223372036854775807,"email":"a@b","card":"ok"}"#, "quantity"),
            (#"{"product":1,"quantity":1,"email":"nobody","card":"ok"}"#, "email"),
            (#"{"product":1,"quantity":1,"email":"a@b\r\nBcc: c@d","card":"ok"}"#, "email"),
            (#"{"product":1,"quantity":1,"email":"a@b","card":"gold"}"#, "card"),
        ]
    )
    func badOrder(body: String, word: String) async throws {
        let shop = try Program("shop", ["serve", "--port", "0"], environment: ["OTEL_SDK_DISABLED": "true"])
        let url = try #require(await shop.output(until: "\n").firstMatch(of: /http:.*/)).0.description
        let answer = try await ask(.POST, "/orders", body, of: url)
        #expect(answer.status == 400, "\(answer)")
        #expect(answer.body.contains(word), "\(answer)")
        #expect(answer.body.contains("message"), "\(answer)")
        shop.send(SIGTERM)
        #expect(await shop.end() == 0)
    }

    @Test("says that it does not know the address", arguments: ["no.such.host.invalid", "192.0.2.1"])
    func cannotListen(host: String) async throws {
        let shop = try await Program.run(
            "shop",
            ["serve", "--host", host, "--port", "0"],
            environment: ["OTEL_SDK_DISABLED": "true"]
        )
        #expect(shop.status == 1)
        #expect(shop.errors.contains("cannot listen on"), "\(shop.errors)")
        #expect(shop.errors.split(separator: "\n").count == 1, "\(shop.errors)")
    }

    @Test("names a taken port")
    func takenPort() async throws {
        let listener = try Listener()
        let shop = try await Program.run(
            "shop",
            ["serve", "--port", "\(listener.port)"],
            environment: ["OTEL_SDK_DISABLED": "true"]
        )
        #expect(shop.status == 1)
        #expect(shop.output == "")
        #expect(shop.errors.contains("port \(listener.port) on 127.0.0.1 is taken"), "\(shop.errors)")
        #expect(shop.errors.split(separator: "\n").count == 1, "\(shop.errors)")
    }
}
