/// Why a store cannot be opened, read or written. The description is one line for people to read.
public enum StoreError: Error, Hashable, Sendable {
    /// The file is not there and cannot be made, or must not be touched.
    case cannotOpen(path: String, reason: String)
    /// Another process has the file open.
    case inUse(path: String)
    /// The file is something else than a store: it is left as it is.
    case foreign(path: String)
    /// A later release has made the file: it is left as it is.
    case newerSchema(path: String, version: Int)
    /// The disk, or the file, has no room left.
    case full
    /// What the file holds is not what was written.
    case damaged(reason: String)
    /// Anything else that SQLite says.
    case failed(reason: String)
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "cannot open \(path): \(reason)"
        case .inUse(let path): "\(path) is in use by another process; stop that one, or choose another file"
        case .foreign(let path): "\(path) holds something else than telemetry; it is left as it is, choose another file"
        case .newerSchema(let path, let version):
            "\(path) was made by a later release (schema \(version)); it is left as it is, choose another file"
        case .full: "there is no room left to write"
        case .damaged(let reason): "the database is damaged: \(reason)"
        case .failed(let reason): "the database failed: \(reason)"
        }
    }
}
