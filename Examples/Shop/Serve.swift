import ArgumentParser
import AsyncHTTPClient
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import SpanRecording
import Synchronization
import Throughline
import ThroughlineAsyncHTTPClient
import ThroughlineJobs
import ThroughlineMail
import UnixSignals

/// `shop serve`: answers HTTP requests until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the shop over HTTP.",
        discussion: "Telemetry is configured by the OTEL_… environment variables."
    )

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 8080

    @Option(help: "The SQLite database with products and orders. (default: a temporary file)")
    var database: String?

    @Option(help: "The URL of another shop, which is asked for prices. (default: this one)")
    var partner: String?

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("A port is a number from 0 to 65535.")
        }
        if let partner, !partner.hasPrefix("http://"), !partner.hasPrefix("https://") {
            throw ValidationError("A partner is a URL such as http://127.0.0.1:8081.")
        }
    }

    func run() async throws {
        // One line starts the telemetry. Whoever runs the shop can give it another name with OTEL_SERVICE_NAME.
        var defaults = Configuration()
        defaults.resourceAttributes = ["service.name": "shop"]
        let telemetry = try Telemetry.bootstrap(.fromEnvironment(over: defaults))

        let file = try DatabaseFile(path: database)
        defer { file.removeIfTemporary() }
        let database = try ShopDatabase(path: file.path)
        // THROUGHLINE_MAIL_URL=smtp://… sends receipts to a server.
        let mailer = try Mailer.fromEnvironment(default: "console:")

        var client = HTTPClient.Configuration()
        client.redirectConfiguration = .disallow
        try await withTracedHTTPClient(configuration: client) { client in
            let isOpen = Atomic(false)
            let partner = Partner(url: partner, client: client)

            // The jobs are kept in the shop's own database, and can be enqueued in one transaction with what they are about.
            var options = JobQueue.Options()
            options.logger.logLevel = .warning
            options.dependencies.add(database)
            options.dependencies.add(partner)
            options.dependencies.add(mailer)
            let queue = JobQueue(broker: try SQLiteBroker(path: file.path), options: options)
            let worker = Worker(queue, jobs: OrderWork.jobs)

            let server = Application(
                router: Router(database: database, partner: partner, queue: queue),
                configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
                onServerRunning: { channel in
                    isOpen.store(true, ordering: .releasing)
                    let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(channel.localAddress?.port ?? port)"
                    partner.useIfNone(url)
                    print("listening on \(url)")
                    fflush(nil)
                },
                logger: Logger(label: "shop.http")
            )

            // Services stop in reverse order: the telemetry last, when the last request is answered, the last job done, and
            // their spans ended.
            let group = ServiceGroup(
                services: [telemetry, worker, server],
                gracefulShutdownSignals: [.sigterm, .sigint, .sighup],
                logger: Logger(label: "shop")
            )
            do {
                try await group.run()
                await mailer.shutdown()
            } catch let error as IOError where !isOpen.load(ordering: .acquiring) {
                throw CannotListen(host: host, port: port, error: error)
            } catch is SocketAddressError.UnknownHost {
                throw CannotListen(unknownHost: host)
            }
        }
    }
}
