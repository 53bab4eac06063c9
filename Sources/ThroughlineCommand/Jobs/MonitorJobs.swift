import ArgumentParser

/// `throughline jobs monitor`.
struct MonitorJobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor",
        abstract: "Watch the queues and who works on them, until it is interrupted."
    )

    @OptionGroup var broker: BrokerOptions

    @OptionGroup var watch: Watch

    func run() async throws {
        let broker = try broker.open()
        try await watch.run {
            try await JobsOverview(broker, since: $0)
        } json: {
            $0.report
        } text: {
            $0.text
        }
    }
}
