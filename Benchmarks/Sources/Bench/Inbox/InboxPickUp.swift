import ArgumentParser
import AsyncHTTPClient
import Foundation
import Hummingbird
import NIOCore
import NIOHTTP1
import Throughline
import ThroughlineInbox

/// Milliseconds from a client's request to the start of its processing, at 50 requests a second: server, inbox and client are
/// in this process.
struct InboxPickUp: AsyncParsableCommand {
    @Option(help: "The database.") var file: String
    @Option(help: "The file of the times at which processing starts.") var starts: String
    @Option var requests: Int

    /// Requests that do not count.
    private static let warmUp = 25

    func run() async throws {
        let telemetry = try Telemetry.quiet(isSampled: false)
        let starts = try StartTimes(starts)
        let inbox = try Note.inbox(file: file) { starts.started($0.number) }
        let router = Router()
        inbox.install(on: router)
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let server = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in running.yield(channel.localAddress?.port ?? 0) }
        )
        let serving = Task { try await server.run() }
        let work = Task { try await inbox.run() }
        guard let port = await ports.first(where: { _ in true }) else { return }

        var calls: [Double] = []
        for number in 0..<requests {
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/notes")
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: #"{"number":\#(number)}"#))
            calls.append(Usage.wall())
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            guard response.status == .accepted else { throw Refused() }
            _ = try await response.body.collect(upTo: 1_000)
            try await Task.sleep(for: .milliseconds(20))
            if number == 0 { try await starts.wait(0..<1) }  // until the inbox is there
        }
        try await starts.wait(0..<requests)
        let delays = (Self.warmUp..<requests).map { (Double(starts[$0]) - calls[$0]) / 1e6 }.sorted()
        print("p50", delays[delays.count / 2])
        print("p99", delays[delays.count * 99 / 100])
        work.cancel()
        serving.cancel()
        try await work.value
        await telemetry.shutdown()
    }

    struct Refused: Error {}
}
