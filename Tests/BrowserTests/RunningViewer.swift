import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Spawning
import TestSupport
import Testing

/// `throughline view`, as a user starts it, on a port that the system chooses.
struct RunningViewer: Sendable {
    /// Without a slash at its end.
    let url: String
    private let process: ChildProcess

    /// Runs `body` with one that is empty.
    static func with<Result: Sendable>(_ body: (RunningViewer) async throws -> Result) async throws -> Result {
        let output = Pipe()
        let process = try ChildProcess(
            BuiltProgram.path(of: "throughline"),
            ["view", "--port", "0"],
            output: .pipe(output),
            errors: .null
        )
        defer { process.send(SIGTERM) }
        var url: Substring?
        let lines = output.lines()
        for await line in lines {
            guard let match = line.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/) else { continue }
            url = match.0
            break
        }
        return try await body(RunningViewer(url: String(#require(url)), process: process))
    }

    /// Sends traces as an application does, by OTLP/HTTP in JSON.
    func receive(_ traces: SentTrace...) async throws {
        for trace in traces {
            for document in try trace.documents() { try await receive(document, at: "/v1/traces") }
        }
    }

    /// Sends a document of OTLP in JSON.
    func receive(_ document: String, at path: String) async throws {
        try await receive(Data(document.utf8), at: path)
    }

    private func receive(_ document: Data, at path: String) async throws {
        var request = HTTPClientRequest(url: url + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: document))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        #expect(response.status == .ok)
        _ = try await response.body.collect(upTo: 1 << 20)
    }

    /// Nanoseconds since 1970, so many seconds ago.
    static func time(ago seconds: Double) -> UInt64 {
        UInt64((Date().timeIntervalSince1970 - seconds) * 1e6) * 1_000
    }
}
