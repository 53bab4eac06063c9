import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import ThroughlineViewer
import UnixSignals

/// `throughline view`: receives traces, metrics and logs, and shows traces with their log lines.
struct View: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Receive traces over OTLP/HTTP and show them.",
        discussion: """
            Any application that sends OpenTelemetry's OTLP over HTTP is understood, in protobuf or JSON. The first lines \
            say what to set in its environment.

            A trace is shown when it is complete and has been quiet for a while, and again when late spans or log lines \
            come. Log lines stand under their spans. Colours are used in a terminal, unless NO_COLOR is set.
            """
    )

    @Flag(help: "Show traces in the terminal.")
    var terminal = false

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 4318

    @Option(help: ArgumentHelp("How long a complete trace must be quiet to be shown.", valueName: "milliseconds"))
    var quietPeriod = 500

    @Option(help: ArgumentHelp("The same for a trace of which spans are missing.", valueName: "milliseconds"))
    var incompletePeriod = 6_000

    @Option(help: ArgumentHelp("How wide to draw, instead of as wide as the terminal.", valueName: "columns"))
    var width: Int?

    func validate() throws {
        guard terminal else {
            throw ValidationError("The terminal is the only view so far. Use: throughline view --terminal")
        }
        guard (0...65_535).contains(port) else {
            throw ValidationError("A port is a number from 0 to 65535.")
        }
        guard (0...86_400_000).contains(quietPeriod), (0...86_400_000).contains(incompletePeriod) else {
            throw ValidationError("A period is a number of milliseconds, not negative, and a day at most.")
        }
        if let width, !(40...1_000).contains(width) {
            throw ValidationError("A width is a number of columns from 40 to 1000.")
        }
    }

    func run() async throws {
        let output = StandardOutput()
        let store = try TelemetryStore()
        var options = TraceRenderer.Options.standardOutput(environment: ProcessInfo.processInfo.environment)
        if let width { options.width = width }

        // What goes wrong is told below, in one line; a log beside the traces would tear them apart.
        let logger = Logger(label: "throughline") { _ in SwiftLogNoOpLogHandler() }
        let receiver = OTLPReceiver(
            store: store,
            configuration: OTLPReceiver.Configuration(host: host, port: port),
            logger: logger
        ) { port in
            let endpoint = Endpoint(host: host, port: port)
            output.write(
                """
                Receiving OTLP/HTTP on \(endpoint.listening)
                Set this in the application: OTEL_EXPORTER_OTLP_ENDPOINT=\(endpoint.reachable)


                """
            )
        }
        let view = TraceTerminal(
            store: store,
            renderer: TraceRenderer(options: options),
            quietPeriod: .milliseconds(quietPeriod),
            incompletePeriod: .milliseconds(incompletePeriod)
        ) { output.write($0 + "\n") }

        // The last service is stopped first: nothing comes any more when the view shows what it still has.
        var configuration = ServiceGroupConfiguration(
            services: [
                ServiceGroupConfiguration.ServiceConfiguration(
                    service: output,
                    successTerminationBehavior: .gracefullyShutdownGroup
                ),
                ServiceGroupConfiguration.ServiceConfiguration(service: view),
                ServiceGroupConfiguration.ServiceConfiguration(service: receiver),
            ],
            gracefulShutdownSignals: [.sigint, .sigterm, .sighup],
            logger: logger
        )
        // A sender that stops in the midst of a request shall not keep the process alive.
        configuration.maximumGracefulShutdownDuration = .seconds(3)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as OTLPReceiverError {
            StandardError.write("throughline: \(error)\n")
            throw ExitCode.failure
        }
    }
}
