import AsyncHTTPClient
import Foundation
import Logging
import ServiceLifecycle
import Throughline
import ThroughlineAsyncHTTPClient
import ThroughlineInbox
import ThroughlineJobs
import ThroughlineMail
import UnixSignals

/// Everything of the shop but its door: what `shop serve` and `shop work` have in common.
struct Shop {
    let database: ShopDatabase
    let partner: Partner
    let orders: OrderWork
    let inbox: Inbox
    /// Do what orders and events have left to do.
    let workers: [any Service]
    private let telemetry: Telemetry

    /// Opens the shop for as long as the body runs.
    static func open(_ options: ShopOptions, _ body: (Shop) async throws -> Void) async throws {
        // One line starts the telemetry. Whoever runs the shop can give it another name with OTEL_SERVICE_NAME.
        var defaults = Configuration()
        defaults.resourceAttributes = ["service.name": "shop"]
        let telemetry = try Telemetry.bootstrap(.fromEnvironment(over: defaults))
        telemetry.bootstrapLogging()

        let mailer = try options.mailer()
        let file = try DatabaseFile(path: options.database)
        defer { file.removeIfTemporary() }
        let database = try CannotOpen.describing(file.path) { try ShopDatabase(path: file.path) }
        // Jobs in the shop's own database can be enqueued in one transaction with what they are about.
        let (broker, isInDatabase) = try ShopBroker(options.broker).open(besides: file)

        var client = HTTPClient.Configuration()
        client.redirectConfiguration = .disallow
        try await withTracedHTTPClient(configuration: client) { client in
            let partner = Partner(url: options.partner, client: client, database: database)
            let inbox = try ShopInbox.make(broker: broker, partner: partner, client: client)

            var queueOptions = JobQueue.Options()
            queueOptions.logger.logLevel = .warning
            queueOptions.dependencies.add(database)
            queueOptions.dependencies.add(partner)
            queueOptions.dependencies.add(mailer)
            queueOptions.dependencies.add(inbox)
            let queue = JobQueue(broker: broker, options: queueOptions)

            let shop = Shop(
                database: database,
                partner: partner,
                orders: OrderWork(queue: queue, isInDatabase: isInDatabase),
                inbox: inbox,
                workers: [Worker(queue, jobs: OrderWork.jobs), inbox],
                telemetry: telemetry
            )
            try await body(shop)
            await mailer.shutdown()
        }
    }

    /// Runs services until the process is told to end.
    func run(_ services: [any Service]) async throws {
        // Services stop in reverse order: the telemetry last, when the last request is answered, the last job done, and
        // their spans ended.
        let group = ServiceGroup(
            services: [telemetry] + services,
            gracefulShutdownSignals: [.sigterm, .sigint, .sighup],
            logger: Logger(label: "shop")
        )
        try await group.run()
    }
}
