import ArgumentParser
import Foundation
import Logging
import NIOCore
import ServiceLifecycle
import ThroughlineViewer
import UnixSignals

/// `throughline traces tail`.
struct TailTraces: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Show traces as they come, until interrupted."
    )

    @OptionGroup var viewer: ViewerOptions

    @Flag(help: "As JSON, one line for each trace whenever it has changed.")
    var json = false

    func run() async throws {
        let output = StandardOutput()
        // The first answer says whether a viewer is there.
        let events = try await viewer.open("live", timeout: .hours(24))
        let logger = Logger(label: "throughline") { _ in SwiftLogNoOpLogHandler() }
        let store = try TelemetryStore()
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: output, successTerminationBehavior: .gracefullyShutdownGroup)
        ]
        if !json {
            let renderer = TraceRenderer(
                options: .standardOutput(environment: ProcessInfo.processInfo.environment)
            )
            services.append(
                .init(service: TraceTerminal(store: store, renderer: renderer) { output.write($0 + "\n") })
            )
        }
        let source = LiveTraces(viewer: viewer, events: events, store: store, output: json ? output : nil)
        services.append(.init(service: source, successTerminationBehavior: .gracefullyShutdownGroup))
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services,
                gracefulShutdownSignals: [.sigint, .sigterm, .sighup],
                logger: logger
            )
        ).run()
    }
}
