import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import ThroughlineViewer
import UnixSignals

/// Shows the traces of the Shop: a receiver and a mail server in this process, the Shop and its partner in two others, real
/// requests, and what arrives.
@main
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "See the Shop's traces: start it, send it requests, draw what arrives.",
        discussion: """
            The Shop is started as a process of its own, and so is a second shop, the partner, which it asks for prices and for \
            payments. Both send their spans here over OTLP/HTTP, and the receipts that the Shop mails end in a mail server that \
            sends nothing on. What the environment says about OpenTelemetry and mail is not passed on to them.
            """
    )

    @Flag(help: "End after the first requests: 0 if every trace has arrived complete, 1 if not.")
    var once = false

    @Option(help: "The Shop's port; 0 for any that is free. (default: $SHOP_PORT, else 8080)")
    var shopPort: Int?

    @Option(help: "The receiver's port; 0 for any that is free. (default: $OTLP_PORT, else 4318)")
    var otlpPort: Int?

    @Option(
        help: ArgumentHelp("How long to wait for the Shop and the traces of the first requests.", valueName: "seconds")
    )
    var timeout = 30

    func validate() throws {
        guard (1...3_600).contains(timeout) else {
            throw ValidationError("A timeout is a number of seconds from 1 to 3600.")
        }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let shopPort = try Self.port(shopPort, or: environment, "SHOP_PORT", default: 8080)
        let otlpPort = try Self.port(otlpPort, or: environment, "OTLP_PORT", default: 4318)

        // Who reads the output may go away first; the Shop has to be stopped all the same.
        signal(SIGPIPE, SIG_IGN)

        let output = Output(options: .standardOutput(environment: environment))
        let logger = Logger(label: "demo") { _ in SwiftLogNoOpLogHandler() }
        let store = try TelemetryStore()
        let (partnerPorts, tellPartner) = AsyncStream.makeStream(of: Int.self)
        let (shopPorts, tellShop) = AsyncStream.makeStream(of: Int.self)
        let viewer = Viewer(
            store: store,
            configuration: Viewer.Configuration(port: otlpPort),
            logger: logger,
            onRunning: { port in
                output.write("Open http://127.0.0.1:\(port) in a browser: every trace is there too.")
                tellPartner.yield(port)
                tellShop.yield(port)
            }
        )
        let mailSink = MailSink()
        let partner = ShopProcess(name: "partner", port: 0, receiverPorts: partnerPorts)
        let shop = ShopProcess(
            name: "shop",
            port: shopPort,
            receiverPorts: shopPorts,
            partner: partner,
            mailSink: mailSink
        )
        let tour = Tour(
            shop: shop,
            mailSink: mailSink,
            store: store,
            output: output,
            timeout: .seconds(timeout),
            staysOpen: !once
        )

        // Services stop in reverse order: no more requests, then the shops, then the mail server and the viewer, which still
        // take what they have to say.
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: viewer),
                    .init(service: mailSink),
                    .init(service: partner),
                    .init(service: shop),
                    .init(service: tour, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                gracefulShutdownSignals: [.sigint, .sigterm, .sighup],
                logger: logger
            )
        )
        do {
            try await group.run()
        } catch ViewerError.portTaken(let host, let port) {
            throw DemoFailure("port \(port) on \(host) is taken; choose another with --otlp-port or OTLP_PORT")
        } catch let error as ViewerError {
            throw DemoFailure("\(error)")
        }
        if once, let problem = tour.problem { throw DemoFailure(problem) }
    }

    private static func port(
        _ option: Int?,
        or environment: [String: String],
        _ variable: String,
        default number: Int
    ) throws -> Int {
        let text = option.map(String.init) ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? "\(number)"
        guard let port = Int(text), (0...65_535).contains(port) else {
            throw DemoFailure("\"\(text)\" is not a port: that is a number from 0 to 65535")
        }
        return port
    }
}

/// Why the demo shows nothing, or not everything. Ends the process with 1.
struct DemoFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
