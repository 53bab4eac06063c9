import Evidence
import Foundation
import Spawning
import Synchronization
import TestSupport
import ThroughlineInbox

/// Where brokers are that several processes can use.
enum SharedBroker: String, CaseIterable {
    case sqlite, postgres

    /// Those that are here: PostgreSQL needs the trait and a server.
    static var allCases: [SharedBroker] {
        #if PostgreSQL
        PostgresServer.isInstalled ? [.sqlite, .postgres] : [.sqlite]
        #else
        [.sqlite]
        #endif
    }

    func files() async throws -> InboxFiles {
        try InboxFiles(broker: self == .postgres ? try await PostgresServer.shared().url() : nil)
    }
}

/// The files that the processes of a test have in common.
struct InboxFiles {
    let broker: String
    let effects: String
    let spans: String

    /// - Parameter address: The broker, by its URL; `nil` for a file beside the others.
    init(broker address: String? = nil) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "inbox-tests-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        broker = address ?? folder.appending(path: "inbox.sqlite").path
        effects = folder.appending(path: "effects.sqlite").path
        spans = folder.appending(path: "spans").path
    }

    func operations() throws -> InboxOperations { InboxOperations(broker: try openBroker(broker)) }
}

/// The built `InboxTestServer`.
final class InboxProcess: Sendable {
    enum Role: String {
        /// Receives and processes.
        case serve
        /// Only processes.
        case work
    }

    private let process: ChildProcess
    private let lines: AsyncStream<String>

    init(_ role: Role, _ files: InboxFiles) throws {
        let output = Pipe()
        process = try ChildProcess(
            BuiltProgram.path(of: "InboxTestServer"),
            [role.rawValue, files.broker, files.effects, files.spans, "700"],
            output: .pipe(output)
        )
        lines = output.lines()
    }

    var id: Int32 { process.id }

    /// Where it receives, once it does; `nil` if it ends before.
    func url() async -> String? { await lines.first { _ in true }.map { "http://127.0.0.1:\($0)" } }

    /// Waits until the handler has made the last attempt at so many flaky requests, or the process ends.
    func settled(_ count: Int) async {
        var left = count
        for await line in lines where line == "settled" {
            left -= 1
            if left == 0 { return }
        }
    }

    func send(_ signal: Int32) { process.send(signal) }

    /// Waits for the end.
    @discardableResult
    func end() async -> Int32 { await process.end().status }
}

/// Where the server is, while one is killed and another takes its place.
final class ServerAddress: Sendable {
    private let url = Mutex<String?>(nil)

    var current: String? {
        get { url.withLock { $0 } }
        set { url.withLock { $0 = newValue } }
    }
}
