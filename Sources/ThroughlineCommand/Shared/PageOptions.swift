public import ArgumentParser
public import ThroughlineJobs

/// Which page of a list a command shows, and how.
struct PageOptions: ParsableArguments {
    @Option(help: "How many.")
    var limit = 50

    @Option(help: ArgumentHelp("Only what comes after this one.", valueName: "id"))
    var after: JobID?

    @Flag(help: "As JSON.")
    var json = false

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10000.") }
    }

    /// Where the page begins.
    ///
    /// - Parameter find: Looks up the place of the one that it comes after.
    /// - Throws: ``CommandFailure`` where there is no such one.
    func start(_ noun: String, _ find: (JobID) async throws -> Int64?) async throws -> Int64? {
        guard let after else { return nil }
        guard let position = try await find(after) else { throw CommandFailure("There is no \(noun) \(after).") }
        return position
    }

    /// Shows a page.
    ///
    /// - Parameters:
    ///   - found: What is on it, and one more if there is one.
    ///   - none: What to say where there is nothing.
    ///   - report: One as JSON.
    ///   - head: The table's first line, which begins with the id.
    ///   - row: One as a line of the table.
    func show<Element>(
        _ found: [Element],
        none: String,
        as report: (Element) -> some Encodable,
        _ head: [String],
        row: (Element) -> [String]
    ) throws {
        let page = found.prefix(limit)
        if json { return print(try Report.json(page.map(report))) }
        guard !page.isEmpty else { return print(none) }
        let rows = page.map(row)
        print(Report.table([head] + rows))
        if found.count > limit, let last = rows.last?.first { print("There are more: --after \(last)") }
    }
}
