import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Spawning
import Testing

/// A headless Chromium, led over WebDriver (W3C), with the commands that Chromium's driver adds to it.
///
/// Each has a profile of its own, and ends with `body`.
struct Browser: Sendable {
    /// Whether `Scripts/setup-browser` has been run, or the system has them anyway.
    static let isInstalled = driver != nil

    private static let driver = ["/usr/bin/chromedriver", "/usr/local/bin/chromedriver"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    private let session: String

    /// Runs `body` with a window of this size.
    static func with<Result: Sendable>(
        width: Int = 1280,
        height: Int = 800,
        _ body: (Browser) async throws -> Result
    ) async throws -> Result {
        let (process, port) = try await startDriver()
        defer { process.send(SIGTERM) }
        let driver = "http://127.0.0.1:\(port)"
        let created: Created = try await call(.POST, "\(driver)/session", capabilities(width: width, height: height))
        let browser = Browser(session: "\(driver)/session/\(created.sessionId)")
        do {
            // The window has a frame: the size that is meant is the page's.
            try await browser.resize(width: width, height: height)
            let result = try await body(browser)
            try await browser.end()
            return result
        } catch {
            try? await browser.end()
            throw error
        }
    }

    /// The driver takes any port that is free in one family of addresses, and gives up where it is taken in the other: that is
    /// no failure of what is tested, and another port will do.
    private static func startDriver() async throws -> (process: ChildProcess, port: Substring) {
        for _ in 0..<5 {
            let output = Pipe()
            let process = try ChildProcess(
                #require(driver),
                ["--port=0"],
                output: .pipe(output),
                errors: .null
            )
            for await line in output.lines() {
                // "ChromeDriver was started successfully on port 40217."
                if let match = line.firstMatch(of: /started successfully on port (\d+)/) { return (process, match.1) }
            }
        }
        throw Failure(description: "The browser's driver does not start.")
    }

    // MARK: Going there

    func open(_ url: String) async throws {
        try await send("url", ["url": url])
    }

    func resize(width: Int, height: Int) async throws {
        try await command(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false]
        )
    }

    /// What the system says to prefer: `prefers-color-scheme`.
    func prefer(colorScheme: String) async throws {
        try await command(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": colorScheme]]]
        )
    }

    /// The window as a PNG.
    func screenshot() async throws -> Data {
        let text: String = try await Self.call(.GET, "\(session)/screenshot", nil)
        return try #require(Data(base64Encoded: text))
    }

    // MARK: Asking the page

    /// What an expression of JavaScript is now.
    func value<Value: Decodable & Sendable>(
        _ expression: String,
        as type: Value.Type = Value.self
    ) async throws -> Value {
        try await get("execute/sync", ["script": "return (\(expression));", "args": []])
    }

    /// What an expression is as soon as it is something: neither false, 0, "" nor null, and no error.
    @discardableResult
    func wait<Value: Decodable & Sendable>(
        for expression: String,
        as type: Value.Type = Value.self
    ) async throws -> Value {
        let script = """
            const done = arguments[arguments.length - 1];
            const look = () => {
                let value = null;
                try { value = (\(expression)); } catch {}
                if (value) done(value); else requestAnimationFrame(look);
            };
            look();
            """
        return try await get("execute/async", ["script": script, "args": []])
    }

    /// Waits until an expression is true.
    func wait(until expression: String) async throws {
        let _: Bool = try await wait(for: "Boolean(\(expression))")
    }

    /// Waits until there is an element.
    func wait(toSee selector: String) async throws {
        try await wait(until: "document.querySelector(\(Self.quoted(selector)))")
    }

    /// Waits until an element has this text.
    func wait(toRead text: String, in selector: String) async throws {
        let element = "document.querySelector(\(Self.quoted(selector)))"
        try await wait(until: "\(element).textContent === \(Self.quoted(text))")
    }

    // MARK: Acting

    func click(_ selector: String) async throws {
        try await send("element/\(element(selector))/click", [:])
    }

    /// Types into an element, at its end.
    func type(_ text: String, into selector: String) async throws {
        try await send("element/\(element(selector))/value", ["text": text])
    }

    enum Key: String {
        case enter = "\u{E007}"
        case escape = "\u{E00C}"
        case down = "\u{E015}"
        case right = "\u{E014}"
        case left = "\u{E012}"
        case end = "\u{E010}"
    }

    func press(_ key: Key) async throws { try await press(key.rawValue) }

    /// Presses a key, wherever the focus is.
    func press(_ key: String) async throws {
        let actions: [[String: Any]] = [["type": "keyDown", "value": key], ["type": "keyUp", "value": key]]
        try await send("actions", ["actions": [["type": "key", "id": "keyboard", "actions": actions]]])
    }

    // MARK: What the browser itself has noticed

    /// Errors that it has logged since the last look: of scripts, of the network, and what the security policy has refused.
    func complaints() async throws -> [String] {
        let entries: [LogEntry] = try await get("se/log", ["type": "browser"])
        return entries.filter { $0.level == "SEVERE" || $0.message.contains("Content Security Policy") }.map(\.message)
    }

    /// The addresses that were asked for since the last look.
    func requests() async throws -> [String] {
        let entries: [LogEntry] = try await get("se/log", ["type": "performance"])
        return try entries.compactMap { entry in
            let event = try JSONDecoder().decode(NetworkEvent.self, from: Data(entry.message.utf8)).message
            return event.method == "Network.requestWillBeSent" ? event.params.request?.url : nil
        }
    }

    // MARK: Wire

    /// A command that the driver has refused.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private struct Created: Decodable { let sessionId: String }
    private struct Nothing: Decodable { init(from decoder: any Decoder) {} }
    private struct Answer<Value: Decodable>: Decodable { let value: Value }
    private struct Refusal: Decodable { let error, message: String }
    private struct LogEntry: Decodable { let level, message: String }
    private struct NetworkEvent: Decodable {
        struct Message: Decodable {
            struct Parameters: Decodable {
                struct Request: Decodable { let url: String }
                let request: Request?
            }
            let method: String
            let params: Parameters
        }
        let message: Message
    }

    private func end() async throws {
        let _: Nothing = try await Self.call(.DELETE, session, nil)
    }

    private func element(_ selector: String) async throws -> String {
        let found: [String: String] = try await get("element", ["using": "css selector", "value": selector])
        return try #require(found.values.first)
    }

    private func command(_ name: String, _ parameters: [String: Any]) async throws {
        try await send("goog/cdp/execute", ["cmd": name, "params": parameters])
    }

    private func send(_ path: String, _ body: [String: Any]) async throws {
        let data = try JSONSerialization.data(withJSONObject: body)
        let _: Nothing = try await Self.call(.POST, "\(session)/\(path)", data)
    }

    private func get<Value: Decodable & Sendable>(_ path: String, _ body: [String: Any]) async throws -> Value {
        let data = try JSONSerialization.data(withJSONObject: body)
        return try await Self.call(.POST, "\(session)/\(path)", data)
    }

    private static func call<Value: Decodable & Sendable>(
        _ method: HTTPMethod,
        _ url: String,
        _ body: Data?
    ) async throws -> Value {
        var request = HTTPClientRequest(url: url)
        request.method = method
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
        let data = Data(try await response.body.collect(upTo: 64 << 20).readableBytesView)
        guard response.status == .ok else {
            let refusal = try? JSONDecoder().decode(Answer<Refusal>.self, from: data).value
            let reason = refusal.map { "\($0.error): \($0.message)" } ?? "\(response.status)"
            throw Failure(description: "\(url): \(reason)")
        }
        return try JSONDecoder().decode(Answer<Value>.self, from: data).value
    }

    private static func capabilities(width: Int, height: Int) throws -> Data {
        let arguments = [
            "--headless=new", "--disable-gpu", "--hide-scrollbars", "--window-size=\(width),\(height)",
            // Containers have neither what its sandbox needs nor room in /dev/shm.
            "--no-sandbox", "--disable-dev-shm-usage",
        ]
        let options: [String: Any] = ["args": arguments]
        let always: [String: Any] = [
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
            "timeouts": ["script": 60_000, "pageLoad": 60_000],
        ]
        return try JSONSerialization.data(withJSONObject: ["capabilities": ["alwaysMatch": always]])
    }

    static func quoted(_ text: String) -> String {
        let data = try? JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
