import ArgumentParser
import Foundation
import ThroughlineJobs

/// `throughline jobs queues`.
struct Queues: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "queues", abstract: "Show the queues in figures.")

    @OptionGroup var broker: BrokerOptions

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let broker = try broker.open()
        let queues = try await broker.statistics()
        print(try json ? Report.json(queues) : Self.table(queues, now: broker.now))
    }

    static func table(_ queues: [QueueStatistics], now: Date) -> String {
        guard !queues.isEmpty else { return "No jobs." }
        let rows = queues.map { queue in
            [
                queue.queue, "\(queue.ready)", "\(queue.running)", "\(queue.scheduled)", "\(queue.dead)",
                "\(queue.succeeded)", "\(queue.failed)",
                queue.oldestDue.map { "\(Int(max(0, now.timeIntervalSince($0)))) s" } ?? "-",
                queue.isPaused ? "paused" : queue.limit.map { "at most \($0)" } ?? "",
            ]
        }
        let head = ["QUEUE", "READY", "RUNNING", "SCHEDULED", "DEAD", "SUCCEEDED", "FAILED", "OLDEST", ""]
        return Report.table([head] + rows)
    }
}

/// `throughline jobs schedules`.
struct Schedules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "schedules", abstract: "Show the schedules.")

    @OptionGroup var broker: BrokerOptions

    func run() async throws {
        let schedules = try await broker.open().schedules()
        guard !schedules.isEmpty else { return print("No schedules.") }
        let rows = schedules.map { schedule in
            [
                schedule.next?.formatted(.iso8601) ?? "never", schedule.remaining.map { "\($0)" } ?? "for ever",
                schedule.name,
            ]
        }
        print(Report.table([["NEXT", "TIMES", "NAME"]] + rows))
    }
}

/// `throughline jobs pause`.
struct PauseQueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Keep all workers from starting jobs of a queue."
    )

    @OptionGroup var broker: BrokerOptions

    @Argument(help: "The queue.")
    var queue: String

    func run() async throws {
        try await broker.open().setPaused(true, queue: queue)
        print("\(queue) is paused.")
    }
}

/// `throughline jobs resume`.
struct ResumeQueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let workers start jobs of a queue again."
    )

    @OptionGroup var broker: BrokerOptions

    @Argument(help: "The queue.")
    var queue: String

    func run() async throws {
        try await broker.open().setPaused(false, queue: queue)
        print("\(queue) is not paused.")
    }
}
