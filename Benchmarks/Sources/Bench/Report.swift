import ArgumentParser

/// Runs the measurements and prints the table, aims beside results.
struct Report: AsyncParsableCommand {
    /// What is measured together.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case spans
        case metrics
        case logs
        case http
        case sql
        case mail
        case jobs
        case postgres
        case inbox
        case viewer
    }

    @Argument(help: "One part; all of them otherwise.")
    var part: Part?
    @Option(help: "How often each measurement is repeated; the table shows medians.")
    var rounds = 7
    @Option(
        help: "How many of the mails, jobs and requests are measured, in percent; less than 100 is for a quick look."
    )
    var share = 100

    func run() async throws {
        Table.head()
        for part in part.map({ [$0] }) ?? Part.allCases {
            switch part {
            case .spans: try SpanReport(rounds: rounds).report()
            case .metrics: try MetricReport(rounds: rounds).report()
            case .logs: try LogReport(rounds: rounds).report()
            case .http: try Overhead.parse(["--rounds", "\(rounds)"]).report()
            case .sql: try SQLReport(rounds: rounds).report()
            case .mail: try await MailReport(rounds: rounds, share: share).report()
            case .jobs: try JobsReport(rounds: rounds, share: share).report()
            case .postgres: try PostgresReport(rounds: rounds, share: share).report()
            case .inbox: try InboxReport(rounds: rounds, share: share).report()
            case .viewer: try ViewerReport().report()
            }
        }
    }
}
