import Evidence
import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import ThroughlineInbox
import Tracing
import UnixSignals

// An inbox in a process of its own, which tests kill.
//
//     InboxTestServer serve BROKER EFFECTS SPANS LEASE-MILLISECONDS
//     InboxTestServer work BROKER EFFECTS SPANS LEASE-MILLISECONDS
//
// BROKER is an SQLite file or a postgres:// URL, EFFECTS an SQLite file, SPANS a file that a line a span is appended to. `serve`
// also receives, and says on its first line of output on which port.

let arguments = CommandLine.arguments
guard arguments.count == 6, ["serve", "work"].contains(arguments[1]), let lease = Int(arguments[5]) else {
    FileHandle.standardError.write(Data("usage: InboxTestServer serve|work BROKER EFFECTS SPANS LEASE\n".utf8))
    exit(64)
}
InstrumentationSystem.bootstrap(LineTracer(path: arguments[4]))
let effects = try Effects(path: arguments[3])
let quiet = Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }

var options = Inbox.Options()
options.logger = quiet
options.backoff = .constant(.milliseconds(1), limit: 1)
options.worker.name = "worker:\(ProcessInfo.processInfo.processIdentifier)"
options.worker.concurrency = 20
options.worker.lease = .milliseconds(lease)
options.worker.rescueInterval = options.worker.lease / 4
let inbox = try Inbox(
    broker: openBroker(arguments[2]),
    routes: [Numbered.ordered(effects), Numbered.flaky(effects)],
    options: options
)

var services: [any Service] = [inbox]
if arguments[1] == "serve" {
    let router = Router()
    inbox.install(on: router)
    services.append(
        Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                print(channel.localAddress?.port ?? 0)
                fflush(nil)
            },
            logger: quiet
        )
    )
}
let group = ServiceGroup(services: services, gracefulShutdownSignals: [.sigterm], logger: quiet)
try await group.run()
