import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Spawning
import TestSupport
import Testing

/// Where the pictures go.
private let pictures = ProcessInfo.processInfo.environment["THROUGHLINE_SCREENSHOTS"].map {
    URL(filePath: $0, directoryHint: .isDirectory)
}

/// `make screenshots`: the main views as pictures, with the data of the demo. Each is a check too, as it waits for what it shows.
@Suite(
    "Screenshots",
    .serialized,
    .enabled(if: Browser.isInstalled && pictures != nil),
    .timeLimit(.minutes(10))
)
struct Screenshots {
    @Test("of the main views, with the demo's data")
    func take() async throws {
        let output = Pipe()
        let demo = try ChildProcess(
            BuiltProgram.path(of: "demo"),
            ["--shop-port", "0", "--otlp-port", "0"],
            output: .pipe(output),
            errors: .null
        )
        do {
            try await follow(output)
        } catch {
            await end(demo)
            throw error
        }
        await end(demo)
    }

    /// The demo ends its two Shops before it ends itself.
    private func end(_ demo: ChildProcess) async {
        demo.send(SIGTERM)
        await demo.end()
    }

    /// Takes the pictures when the demo says that all is there.
    private func follow(_ output: Pipe) async throws {
        var shop: Substring?
        var viewer: Substring?
        for await line in output.lines() {
            if let match = line.firstMatch(of: /Shop listens on (http:\/\/127\.0\.0\.1:\d+)/) { shop = match.1 }
            if let match = line.firstMatch(of: /Open (http:\/\/127\.0\.0\.1:\d+)/) { viewer = match.1 }
            if line.contains("Ctrl-C ends") { break }
        }
        let address = try #require(viewer.map(String.init))
        try await visit(#require(shop.map(String.init)))
        try await shoot(address)
    }

    /// Orders, and requests that are quick, slow, unknown and broken.
    private func visit(_ shop: String) async throws {
        let order = #"{"product":1,"quantity":1,"email":"b@example.com","card":"ok"}"#
        for round in 0..<12 {
            for path in [
                "/health", "/products/\(round % 4 + 1)", "/slow", "/status/\(round.isMultiple(of: 3) ? 503 : 200)",
            ] {
                try await send(.GET, shop + path)
            }
            if round.isMultiple(of: 3) { try await send(.POST, shop + "/orders", order) }
        }
    }

    private func send(_ method: HTTPMethod, _ url: String, _ body: String? = nil) async throws {
        var request = HTTPClientRequest(url: url)
        request.method = method
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        _ = try await response.body.collect(upTo: 1 << 20)
    }

    private func shoot(_ viewer: String) async throws {
        let isOrder = "(row) => row.querySelector('.list-name').textContent === 'POST /orders'"
        let orders = "[...document.querySelectorAll('.list-row')].filter(\(isOrder))"
        try await Browser.with(width: 1280, height: 800) { browser in
            try await browser.prefer(colorScheme: "light")
            try await browser.open(viewer)
            try await browser.wait(until: "\(orders).length > 1")
            try await take("traces", of: browser)
            let latest: String = try await browser.value("\(orders)[0].dataset.trace")

            // The longest order has the whole chain: two attempts that fail, and the receipt.
            try await browser.open("\(viewer)/?q=root%3D%22POST%20%2Forders%22&sort=duration")
            let trace: String = try await browser.wait(for: "\(orders)[0].dataset.trace")
            try await browser.open("\(viewer)/traces/\(trace)")
            try await browser.wait(toSee: ".row")
            try await take("waterfall", of: browser)
            try await browser.press("e")
            try await browser.press(.enter)
            try await browser.wait(until: "document.querySelector('.span-panel .span-actions')")
            try await browser.prefer(colorScheme: "dark")
            try await take("waterfall-dark", of: browser)
            try await browser.open("\(viewer)/compare/\(latest)")
            try await browser.wait(toSee: ".compare")
            try await browser.prefer(colorScheme: "light")
            try await take("compare", of: browser)

            for (name, path) in [
                ("routes", "routes"), ("map", "map"), ("jobs", "jobs"), ("mails", "mails"), ("logs", "logs"),
                ("metrics", "metrics/db.client.operation.duration?service=shop"), ("exporters", "exporters"),
            ] {
                try await browser.open("\(viewer)/\(path)")
                try await browser.wait(until: "document.querySelector('main').textContent.length > 100")
                if name == "metrics" { try await browser.wait(toSee: "main svg") }
                try await take(name, of: browser)
            }

            try await browser.resize(width: 360, height: 740)
            try await browser.prefer(colorScheme: "dark")
            try await browser.open("\(viewer)/traces/\(trace)")
            try await browser.wait(toSee: ".row")
            try await take("waterfall-narrow", of: browser)
        }
    }

    private func take(_ name: String, of browser: Browser) async throws {
        // Two frames later all that was asked for is drawn.
        let _: Bool = try await browser.wait(for: "(window.frames_ = (window.frames_ ?? 0) + 1) > 2")
        let _: Bool = try await browser.value("delete window.frames_")
        let directory = try #require(pictures)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try await browser.screenshot().write(to: directory.appending(path: "\(name).png"))
    }
}
