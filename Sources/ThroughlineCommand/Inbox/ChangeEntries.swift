import ArgumentParser
import ThroughlineInbox

/// `throughline inbox retry`.
struct RetryEntries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Try again what is in the error queue, with all its attempts.",
        discussion:
            "An entry that waits for its next attempt is tried now. With --all, what is in the error queues only."
    )

    @OptionGroup var inbox: InboxOptions
    @OptionGroup var entries: Selection

    func run() async throws {
        let inbox = try inbox.open()
        var count = 0
        if entries.all {
            let queues =
                if let name = entries.queue { [try await inbox.queue(name)] } else {
                    try await inbox.statistics().map(\.queue)
                }
            for queue in queues { count += try await inbox.retryAll(queue) }
        } else {
            for id in entries.ids where try await inbox.retry(id) { count += 1 }
        }
        try entries.report(count, .entry, "to be tried again")
    }
}

/// `throughline inbox drop`.
struct DropEntries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop",
        abstract: "Delete entries that are not being processed. What a client was promised is not done then."
    )

    @OptionGroup var inbox: InboxOptions

    @Argument(help: "The entries' ids.")
    var ids: [JobID]

    @Flag(help: "Say as JSON how many there were.")
    var json = false

    func run() async throws {
        let inbox = try inbox.open()
        var count = 0
        for id in ids where try await inbox.drop(id) { count += 1 }
        print(try Report.count(count, .entry, "deleted", asJSON: json))
        if count == 0 { throw ExitCode.failure }
    }
}

/// `throughline inbox clear`.
struct ClearQueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Delete all that is in an error queue.",
        discussion: "With --waiting, what waits instead: clients were promised that it is done."
    )

    @OptionGroup var inbox: InboxOptions
    @OptionGroup var queue: QueueArgument

    @Flag(help: "What waits, instead of what has failed.")
    var waiting = false

    @Flag(help: "Say as JSON how many there were.")
    var json = false

    func run() async throws {
        let inbox = try inbox.open()
        let queue = try await inbox.queue(queue.queue)
        let count = try await waiting ? inbox.clearEntries(queue) : inbox.clearErrors(queue)
        print(try Report.count(count, .entry, "deleted", asJSON: json))
    }
}
