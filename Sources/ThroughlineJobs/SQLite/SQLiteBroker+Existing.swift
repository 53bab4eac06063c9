import GRDB

extension SQLiteBroker {
    /// Opens a file that has jobs already. One that has none is left as it is.
    ///
    /// - Throws: ``NoJobsInFile``, `DatabaseError`.
    public convenience init(existing path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let file = try DatabaseQueue(path: path, configuration: configuration)
        let hasJobs = try file.read { db in try db.tableExists("throughline_jobs") }
        try file.close()
        guard hasJobs else { throw NoJobsInFile(path: path) }
        try self.init(path: path)
    }
}

/// A file is not a broker's.
public struct NoJobsInFile: Error, Hashable, CustomStringConvertible {
    public let path: String

    public var description: String { "there are no jobs in \(path): no broker has ever used it" }
}
