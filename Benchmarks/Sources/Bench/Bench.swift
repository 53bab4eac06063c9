import ArgumentParser
import Dispatch

/// Measures what things cost: a span, a measurement, a log line, a traced request, a mail, a job, a buffered request,
/// and what the viewer's store does.
/// Every figure of the documentation comes from here: `make bench`.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        subcommands: [
            Report.self, SpanCost.self, EndToEnd.self, Sink.self, Memory.self, Overhead.self, HelloServer.self,
            RequestCost.self, MetricCost.self, StatementCost.self, LogCost.self, MailCost.self, CompositionCost.self,
            EnqueueCost.self, WorkCost.self, PickUp.self, InboxServer.self, InboxCost.self, InboxPickUp.self,
            StoreCost.self,
        ],
        defaultSubcommand: Report.self
    )
}

/// The main thread waits for the program's end. An asynchronous `main` would let it go before, which valgrind does not
/// survive.
@main
enum Main {
    static func main() {
        let end = DispatchSemaphore(value: 0)
        Task.detached {
            await Bench.main()
            end.signal()
        }
        end.wait()
    }
}
