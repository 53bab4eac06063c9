import ArgumentParser
import ThroughlineInbox

/// Which side of a queue is meant: what comes in, what is worked on, or both.
struct InboxSides: ParsableArguments {
    @Flag(help: "Only what comes in: requests are answered with 503 while it is paused.")
    var receiving = false

    @Flag(help: "Only what is worked on: what is accepted waits while it is paused.")
    var processing = false

    @Flag(help: "Also a queue that nobody has used yet, by its whole name.")
    var new = false

    /// Says which sides were set.
    func set(paused: Bool, _ name: String, of inbox: InboxOperations) async throws {
        let unused = new ? InboxQueue(name) : nil
        let queue = if let unused { unused } else { try await inbox.queue(name) }
        let isBoth = receiving == processing
        var sides: [String] = []
        if isBoth || receiving {
            switch queue {
            case .route(let route):
                try await paused ? inbox.pauseReceiving(route) : inbox.resumeReceiving(route)
                sides.append("receiving")
            case .sender where receiving:
                throw CommandFailure("\(queue) is a sender: it receives nothing.")
            case .sender: break
            }
        }
        if isBoth || processing {
            try await paused ? inbox.pauseProcessing(queue) : inbox.resumeProcessing(queue)
            sides.append("processing")
        }
        print("\(queue): \(sides.joined(separator: " and ")) \(paused ? "paused" : "resumed").")
    }
}

/// `throughline inbox pause`.
struct PauseInbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Keep a route from accepting requests, and all workers from processing them."
    )

    @OptionGroup var inbox: InboxOptions
    @OptionGroup var queue: QueueArgument
    @OptionGroup var sides: InboxSides

    func run() async throws {
        try await sides.set(paused: true, queue.queue, of: inbox.open())
    }
}

/// `throughline inbox resume`.
struct ResumeInbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let a route accept requests again, and workers process them."
    )

    @OptionGroup var inbox: InboxOptions
    @OptionGroup var queue: QueueArgument
    @OptionGroup var sides: InboxSides

    func run() async throws {
        try await sides.set(paused: false, queue.queue, of: inbox.open())
    }
}
