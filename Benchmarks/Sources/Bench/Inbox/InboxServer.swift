import ArgumentParser
import Foundation
import GRDB
import Hummingbird
import Throughline
import ThroughlineHummingbird
import ThroughlineInbox

/// An HTTP server whose `POST /notes` answers 202 when the request is on the disk. Prints its port, and serves until its input
/// closes. What it has accepted is not processed.
struct InboxServer: AsyncParsableCommand {
    /// What a request is stored by.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        /// A buffered route: an entry with its trace, and all that processing needs.
        case inbox
        /// A route that writes a row of its own, and that is all.
        case row
    }

    @Option var form: Form = .inbox
    @Option(help: "The database.") var file: String

    func run() async throws {
        let telemetry = try Telemetry.quiet(isSampled: false)
        let router = Router()
        switch form {
        case .inbox: try Note.inbox(file: file).install(on: router)
        case .row: try NoteTable(file: file).install(on: router)
        }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in StandardOutput.say("port \(channel.localAddress?.port ?? 0)") }
        )
        Thread.detachNewThread {
            while readLine() != nil {}
            _exit(0)
        }
        try await application.run()
        await telemetry.shutdown()
    }
}

/// A row for each note, each in a transaction of its own.
private struct NoteTable {
    private let pool: DatabasePool

    init(file: String) throws {
        pool = try DatabasePool(path: file)
        try pool.writeWithoutTransaction { db in
            // GRDB has set NORMAL, with which the last commits are lost when the power is.
            try db.execute(sql: "PRAGMA synchronous = FULL; CREATE TABLE notes (number INTEGER)")
        }
    }

    func install(on router: Router<BasicRequestContext>) {
        router.add(middleware: TelemetryMiddleware())
        router.post("notes") { request, context in
            let note = try await request.decode(as: Note.self, context: context)
            try await pool.write { db in
                try db.execute(sql: "INSERT INTO notes (number) VALUES (?)", arguments: [note.number])
            }
            return HTTPResponse.Status.accepted
        }
    }
}
