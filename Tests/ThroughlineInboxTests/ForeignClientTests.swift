import Foundation
import Hummingbird
import Spawning
import TestSupport
import Testing
import ThroughlineInbox

/// With clients that are not of this project, over a socket.
@Suite("A buffered route, asked by others", .timeLimit(.minutes(5)))
struct ForeignClientTests {
    /// Runs a program on a thread that no task needs: the server is in this process.
    private static func run(_ path: String, _ arguments: [String]) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let output = Pipe()
                        let process = try ChildProcess(path, arguments, output: .pipe(output))
                        let data = output.fileHandleForReading.readDataToEndOfFile()
                        process.waitForEnd()
                        return String(decoding: data, as: UTF8.self)
                    }
                )
            }
        }
    }

    private func serving(_ broker: any Broker, _ body: (Int) async throws -> Void) async throws {
        let inbox = try Inbox(events: broker)
        let router = Router()
        inbox.install(on: router)
        try await router.serve(body)
    }

    static let hasCurl = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

    @Test("answers curl", .enabled(if: hasCurl, "skipped: needs curl"))
    func curl() async throws {
        let broker = InMemoryBroker()
        try await serving(broker) { port in
            func post(_ body: String, _ headers: String...) async throws -> String {
                try await Self.run(
                    "/usr/bin/curl",
                    ["--silent", "--max-time", "20", "--write-out", " %{http_code}", "--data", body]
                        + headers.flatMap { ["--header", $0] } + ["http://127.0.0.1:\(port)/events"]
                )
            }
            let json = "Content-Type: application/json"
            let first = try await post(Visit().json, json, "Idempotency-Key: a")
            #expect(first.wholeMatch(of: /\{"id":"[0-9a-f]{32}"\} 202/) != nil)
            #expect(try await post(Visit().json, json, "Idempotency-Key: a") == first)
            #expect(try await post(Visit(kind: "x").json, json, "Idempotency-Key: a").hasSuffix(" 422"))
            #expect(try await post("{}", json) == #"{"error":{"message":"key is missing."}} 400"#)
            // What curl says when nobody tells it anything.
            #expect(try await post(Visit().json).hasSuffix(" 415"))
            #expect(try await post(Visit().json, json, "Transfer-Encoding: chunked").hasSuffix(" 202"))
        }
        #expect(try await broker.entries(EntryFilter()).count == 2)
    }

    static let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

    @Test("answers Python's client, many requests on one connection", .enabled(if: hasPython, "skipped: needs python3"))
    func python() async throws {
        let broker = InMemoryBroker()
        let script = """
            import http.client, json, sys
            c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
            seen = []
            for body, kind in [('{"key":"a","kind":"b"}', "application/json"), ("[", "application/json"),
                               ("x" * (2 << 20), "application/json"), ('{"key":"a","kind":"b"}', "text/plain")]:
                c.request("POST", "/events", body, {"Content-Type": kind})
                r = c.getresponse()
                seen.append([r.status, json.loads(r.read()).keys() == {"id"}])
            print(json.dumps(seen))
            """
        try await serving(broker) { port in
            let answers = try await Self.run("/usr/bin/python3", ["-c", script, "\(port)"])
            #expect(answers == "[[202, true], [400, false], [413, false], [415, false]]\n")
        }
        #expect(try await broker.entries(EntryFilter()).count == 1)
    }
}
