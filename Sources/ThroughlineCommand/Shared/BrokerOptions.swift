public import ArgumentParser
import Foundation
public import ThroughlineJobs

/// Which broker is meant.
struct BrokerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The broker: sqlite:PATH. Without it, THROUGHLINE_BROKER says which.", valueName: "url"))
    var broker: String?

    func open() throws -> any Broker {
        guard let url = broker ?? ProcessInfo.processInfo.environment["THROUGHLINE_BROKER"], !url.isEmpty else {
            throw ValidationError("Which broker? Use --broker sqlite:PATH, or set THROUGHLINE_BROKER.")
        }
        guard url.hasPrefix("sqlite:") else {
            throw ValidationError("Not a broker that is known: \(url). Use sqlite:PATH.")
        }
        let path = String(url.dropFirst("sqlite:".count))
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("There is no file \(path).")
        }
        return try SQLiteBroker(existing: path)
    }
}

extension JobState: ExpressibleByArgument {}

extension JobID: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
