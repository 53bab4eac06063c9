import Foundation
import NIOHTTP1
import Testing

@Suite("The Shop", .timeLimit(.minutes(5)))
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
        let url = try #require(await shop.output(until: "\n").firstMatch(of: /http:.*/)).0.description
        #expect(try await ask(.GET, path, of: url).status == 400)
        shop.send(SIGTERM)
        #expect(await shop.end() == 0)
    }

    @Test(
        "sells what it has, and says what has become of an order",
        arguments: [("ok", "paid"), ("flaky", "paid"), ("declined", "failed")]
    )
    func orders(card: String, end: String) async throws {
        let shop = try Program(
            "shop",
            ["serve", "--port", "0", "--mail", "console:"],
            environment: ["OTEL_SDK_DISABLED": "true"]
        )
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

    @Test("takes an event at once")
    func event() async throws {
        let shop = try Program("shop", ["serve", "--port", "0"], environment: ["OTEL_SDK_DISABLED": "true"])
        let url = try #require(await shop.output(until: "\n").firstMatch(of: /http:.*/)).0.description
        let taken = try await ask(.POST, "/events", #"{"kind":"visit","key":"k1","fail":1}"#, of: url)
        #expect(taken.status == 202)
        #expect(taken.body.wholeMatch(of: /{"id":"[0-9a-f]+"}/) != nil, "\(taken)")
        shop.send(SIGTERM)
        #expect(await shop.end() == 0)
    }

    @Test(
        "says what is wrong with an event",
        arguments: [
            ("", "JSON"), (#"{"kind":"visit","key":"k1"}"#, "fail"), (#"{"kind":"","key":"k1","fail":0}"#, "kind"),
            (#"{"kind":"visit","key":"","fail":0}"#, "key"), (#"{"kind":"visit","key":"k1","fail":-1}"#, "fail"),
            (#"{"kind":"visit","key":"k1","fail":"one"}"#, "fail"),
        ]
    )
    func badEvent(body: String, word: String) async throws {
        let shop = try Program("shop", ["serve", "--port", "0"], environment: ["OTEL_SDK_DISABLED": "true"])
        let url = try #require(await shop.output(until: "\n").firstMatch(of: /http:.*/)).0.description
        let answer = try await ask(.POST, "/events", body, of: url)
        #expect(answer.status == 400, "\(answer)")
        #expect(answer.body.contains(word), "\(answer)")
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
