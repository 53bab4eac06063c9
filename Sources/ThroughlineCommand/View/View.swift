import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import ThroughlineViewer
import UnixSignals

/// `throughline view`: receives traces, metrics and logs, and shows them on a page, and in the terminal if asked to.
struct View: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Receive traces, metrics and logs over OTLP/HTTP, and show them in the browser.",
        discussion: """
            Any application that sends OpenTelemetry's OTLP over HTTP is understood, in protobuf or JSON. The first lines \
            say where the page is, and what to set in the application's environment.

            With --terminal, a trace is drawn too when it is complete and has been quiet for a while, and again when late \
            spans or log lines come. Log lines stand under their spans. Colours are used in a terminal, unless NO_COLOR is \
            set.
            """
    )

    @Argument(help: "Files of OTLP in JSON, which are read first.", completion: .file())
    var files: [String] = []

    @Flag(help: "Open the page in the browser.")
    var open = false

    @Flag(help: "Show traces in the terminal too.")
    var terminal = false

    @OptionGroup(title: "Storing") var storing: StoreOptions
    @OptionGroup(title: "Listening") var listening: ListeningOptions
    @OptionGroup(title: "Sending on") var forwarding: ForwardingOptions
    @OptionGroup(title: "In the terminal") var drawing: DrawingOptions

    func run() async throws {
        let output = StandardOutput()
        // What goes wrong is told below, in one line; a log beside the traces would tear them apart.
        let logger = Logger(label: "throughline") { _ in SwiftLogNoOpLogHandler() }
        do {
            let store = try storing.open()
            for file in files {
                let report = try await store.importFile(at: file)
                output.write(
                    "Read \(report.spans) span\(report.spans == 1 ? "" : "s") from \(TerminalText(file).text)\n"
                )
            }
            try await show(store, on: output, logger: logger)
        } catch let error as ViewerError {
            throw failed(error)
        } catch let error as StoreError {
            throw failed(error)
        } catch let error as TelemetryFileError {
            throw failed(error)
        }
    }

    private func failed(_ error: some Error & CustomStringConvertible) -> ExitCode {
        StandardError.write("throughline: \(TerminalText(error.description).text)\n")
        return ExitCode.failure
    }

    private func show(_ store: TelemetryStore, on output: StandardOutput, logger: Logger) async throws {
        let configuration = try listening.configuration(forwarding: forwarding.target())
        let viewer = Viewer(store: store, configuration: configuration, logger: logger) { port in
            let endpoint = Endpoint(host: configuration.host, port: port)
            output.write(
                """
                Receiving OTLP/HTTP on \(endpoint.listening)
                Open in a browser: \(endpoint.reachable)
                Set this in the application: OTEL_EXPORTER_OTLP_ENDPOINT=\(endpoint.reachable)


                """
            )
            if open, !Browser.open(endpoint.reachable) {
                StandardError.write("throughline: no browser was found\n")
            }
        }
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: output, successTerminationBehavior: .gracefullyShutdownGroup)
        ]
        if terminal { services.append(.init(service: drawing.terminal(for: store, on: output))) }
        // The last service is stopped first: nothing comes any more when the terminal shows what it still has.
        services.append(.init(service: viewer))

        var group = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigint, .sigterm, .sighup],
            logger: logger
        )
        // A sender that stops in the midst of a request shall not keep the process alive.
        group.maximumGracefulShutdownDuration = .seconds(3)
        try await ServiceGroup(configuration: group).run()
    }
}
