import ArgumentParser
import Foundation
import OTLP
import ThroughlineViewer

/// `throughline traces show`.
struct ShowTrace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a trace as a tree, with its log lines."
    )

    @OptionGroup var viewer: ViewerOptions

    @Argument(help: "The trace's id.")
    var id: String

    @Flag(help: "As OTLP in JSON.")
    var json = false

    @Option(help: ArgumentHelp("How wide to draw, instead of as wide as the terminal.", valueName: "columns"))
    var width: Int?

    func validate() throws {
        guard Trace.ID(hex: id) != nil else { throw ValidationError("A trace's id is 32 hexadecimal digits.") }
        if let width, !(40...1_000).contains(width) {
            throw ValidationError("A width is a number of columns from 40 to 1000.")
        }
    }

    func run() async throws {
        let document = try await viewer.get("traces/\(id)/otlp")
        if json { return print(Report.safe(json: document)) }
        guard let trace = try viewer.trace(from: document) else { throw CommandFailure("The trace is empty.") }
        var options = TraceRenderer.Options.standardOutput(environment: ProcessInfo.processInfo.environment)
        if let width { options.width = width }
        print(TraceRenderer(options: options).render(trace, logs: trace.logs), terminator: "")
    }
}

extension ViewerOptions {
    /// Reads a trace that was sent as OTLP.
    func trace(from document: Data) throws -> Trace? {
        let bytes = Array(document)
        let traces: ExportTraceServiceRequest
        let logs: ExportLogsServiceRequest
        do {
            traces = try ExportTraceServiceRequest(json: bytes)
            logs = try ExportLogsServiceRequest(json: bytes)
        } catch {
            throw CommandFailure("The viewer's answer cannot be read: \(error).")
        }
        return Trace(traces.resourceSpans, logs: logs.resourceLogs)
    }
}
