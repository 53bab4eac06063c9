import ArgumentParser
import Foundation
import ThroughlineJobs

/// `throughline jobs schedules`.
struct ShowSchedules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "schedules", abstract: "Show the schedules.")

    @OptionGroup var broker: BrokerOptions

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let schedules = try await broker.open().schedules()
        if json { return print(try Report.json(schedules.map { ScheduleReport($0) })) }
        guard !schedules.isEmpty else { return print("No schedules.") }
        let rows = schedules.map { schedule in
            [
                schedule.name, schedule.next?.formatted(.iso8601) ?? "never",
                schedule.remaining.map { "\($0)" } ?? "for ever", schedule.jobType ?? "?",
                schedule.rule?.description ?? "(encrypted)",
            ]
        }
        print(Report.table([["NAME", "NEXT", "TIMES", "TYPE", "WHEN"]] + rows))
    }
}

/// `throughline jobs unschedule`.
struct Unschedule: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unschedule",
        abstract: "End a schedule. An application that still has it says it again when it starts."
    )

    @OptionGroup var broker: BrokerOptions

    @Argument(help: "The schedule's name.")
    var name: String

    func run() async throws {
        guard try await broker.open().removeSchedule(name) else {
            throw CommandFailure("There is no schedule \(name).")
        }
        print("\(name) is over.")
    }
}
