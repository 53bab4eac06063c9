public import ArgumentParser
import Foundation
public import ThroughlineJobs

#if PostgreSQL
import Logging
import ThroughlineJobsPostgres
#endif

/// Which broker is meant.
struct BrokerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The broker: sqlite:PATH or postgres://…. Without it, THROUGHLINE_BROKER says which.",
            valueName: "url"
        )
    )
    var broker: String?

    func open() throws -> any Broker {
        guard let url = broker ?? ProcessInfo.processInfo.environment["THROUGHLINE_BROKER"], !url.isEmpty else {
            throw ValidationError("Which broker? Use --broker sqlite:PATH or postgres://…, or set THROUGHLINE_BROKER.")
        }
        if url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") { return try Self.openPostgres(url) }
        guard url.hasPrefix("sqlite:") else {
            // Without what may be a password.
            let scheme = url.prefix { $0 != ":" }
            throw ValidationError("Not a broker that is known: \(scheme): …. Use sqlite:PATH or postgres://….")
        }
        let path = String(url.dropFirst("sqlite:".count))
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("There is no file \(path).")
        }
        return try SQLiteBroker(existing: path)
    }

    private static func openPostgres(_ url: String) throws -> any Broker {
        #if PostgreSQL
        var options = PostgresBroker.Options()
        options.connections = 1
        // What is wrong is the command's to say.
        options.logger = Logger(label: "throughline") { _ in SwiftLogNoOpLogHandler() }
        return try PostgresBroker(existing: url, options: options)
        #else
        throw CommandFailure(
            "This throughline has no client for PostgreSQL: build it with --traits default,PostgreSQL, which needs libpq."
        )
        #endif
    }
}

extension JobState: ExpressibleByArgument {}

extension JobID: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
