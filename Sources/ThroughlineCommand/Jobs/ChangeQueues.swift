import ArgumentParser
import ThroughlineJobs

/// What the commands have in common that change how a queue is worked on.
struct QueueSelection: ParsableArguments {
    @Argument(help: "The queue.")
    var queue: String

    @Flag(help: "Also a queue that nobody has used yet.")
    var new = false

    /// - Throws: ``CommandFailure`` where there is no such queue, which is a slip of the pen most of the time.
    func check(_ broker: any Broker) async throws {
        let queues = try await broker.statistics().map(\.queue)
        guard new || queues.contains(queue) else {
            throw CommandFailure("There is no queue \(queue). Use --new for one that is yet to come.")
        }
    }
}

/// `throughline jobs pause`.
struct PauseQueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Keep all workers from starting jobs of a queue."
    )

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var selection: QueueSelection

    func run() async throws {
        let broker = try broker.open()
        try await selection.check(broker)
        try await broker.setPaused(true, queue: selection.queue)
        print("\(selection.queue) is paused.")
    }
}

/// `throughline jobs resume`.
struct ResumeQueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let workers start jobs of a queue again."
    )

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var selection: QueueSelection

    func run() async throws {
        let broker = try broker.open()
        try await selection.check(broker)
        try await broker.setPaused(false, queue: selection.queue)
        print("\(selection.queue) is not paused.")
    }
}

/// `throughline jobs limit`.
struct LimitQueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit",
        abstract: "Say how many jobs of a queue may run at once, on all machines together."
    )

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var selection: QueueSelection

    @Argument(help: "How many; without it, any number.")
    var limit: Int?

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("A limit is not negative.") }
    }

    func run() async throws {
        let broker = try broker.open()
        try await selection.check(broker)
        try await broker.setLimit(limit, queue: selection.queue)
        print("\(selection.queue) has \(limit.map { "a limit of \($0)" } ?? "no limit").")
    }
}
