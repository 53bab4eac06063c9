import ArgumentParser
import ThroughlineJobs

#if PostgreSQL
import ThroughlineJobsPostgres
#endif

/// Where jobs and events are kept.
enum ShopBroker {
    /// In the shop's own database.
    case inDatabase
    case file(String)
    case postgres(String)

    init(_ url: String?) throws {
        guard let url else {
            self = .inDatabase
            return
        }
        if url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") {
            self = .postgres(url)
        } else if url.hasPrefix("sqlite:"), url != "sqlite:" {
            self = .file(String(url.dropFirst("sqlite:".count)))
        } else {
            throw ValidationError("A broker is a file, named as in sqlite:jobs.sqlite, or a postgres:// URL.")
        }
    }

    /// - Parameter database: The shop's database.
    /// - Returns: The broker, and whether it is in that file.
    func open(besides database: DatabaseFile) throws -> (broker: any Broker, isInDatabase: Bool) {
        switch self {
        case .inDatabase: return (try Self.open(database.path), true)
        case .file(let path): return (try Self.open(path), database.isSame(as: path))
        case .postgres(let url):
            #if PostgreSQL
            return (try PostgresBroker(url: url), false)
            #else
            _ = url
            throw ValidationError(
                "This shop was built without PostgreSQL: swift run --traits default,PostgreSQL shop …"
            )
            #endif
        }
    }

    private static func open(_ path: String) throws -> SQLiteBroker {
        try CannotOpen.describing(path) { try SQLiteBroker(path: path) }
    }
}
