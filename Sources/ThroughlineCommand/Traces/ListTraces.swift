import ArgumentParser
import Foundation
import ThroughlineViewer

/// `throughline traces list`.
struct ListTraces: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List traces, the latest first.")

    @OptionGroup var viewer: ViewerOptions
    @OptionGroup var options: TraceListOptions

    func run() async throws {
        try await options.show(matching: nil, of: viewer)
    }
}

/// `throughline traces search`.
struct SearchTraces: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "search", abstract: "List traces that a query finds.")

    @OptionGroup var viewer: ViewerOptions
    @OptionGroup var options: TraceListOptions

    @Argument(help: "The query; several words are one query.")
    var query: [String]

    func run() async throws {
        try await options.show(matching: query.joined(separator: " "), of: viewer)
    }
}

/// Which traces a list has, and how it is shown.
struct TraceListOptions: ParsableArguments {
    enum Sort: String, ExpressibleByArgument, CaseIterable {
        case start, duration, spans, errors
    }

    @Option(help: "How many.")
    var limit = 20

    @Option(help: "What comes first: the latest, the longest, the one with the most spans or errors.")
    var sort = Sort.start

    @Flag(help: "The other way round.")
    var ascending = false

    @Option(help: ArgumentHelp("Only what comes after this one, as the last list has said.", valueName: "cursor"))
    var after: String?

    @Flag(help: "As JSON, as the viewer's API has it.")
    var json = false

    func validate() throws {
        guard (1...500).contains(limit) else { throw ValidationError("--limit is a number from 1 to 500.") }
    }

    func show(matching query: String?, of viewer: ViewerOptions) async throws {
        let answer = try await viewer.get(
            "traces",
            [
                "q": query, "limit": String(limit), "sort": sort.rawValue, "order": ascending ? "asc" : "desc",
                "cursor": after,
            ]
        )
        if json { return print(Report.safe(json: answer)) }
        let page = try viewer.decode(TraceList.self, from: answer)
        guard !page.traces.isEmpty else { return print(query == nil ? "There are no traces." : "Nothing is found.") }
        print(Report.table([TraceList.head] + page.traces.map(\.row)))
        if let next = page.next { print("There are more: --after \(TerminalText(next).text)") }
    }
}

/// The viewer's list of traces, as far as it is shown.
struct TraceList: Decodable {
    struct Summary: Decodable {
        let trace: String
        let name: String
        let service: String
        let start: UnixTime
        let duration: UInt64
        let spans: Int
        let errors: Int
        let complete: Bool
    }

    let traces: [Summary]
    let next: String?

    static let head = ["TRACE", "START", "DURATION", "SPANS", "ERRORS", "SERVICE", "NAME"]
}

extension TraceList.Summary {
    var row: [String] {
        [
            trace, TimeText.timeOfDay(unixNano: start.nanoseconds), TimeText.duration(nanoseconds: duration),
            String(spans),
            errors == 0 ? "-" : String(errors), service.isEmpty ? "-" : service,
            name + (complete ? "" : "  (incomplete)"),
        ]
    }
}
