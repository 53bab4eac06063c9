/// Why log records were not kept; the text goes back to the sender in `partial_success`.
public enum LogRejection: Error, Hashable, Sendable, CaseIterable {
    /// The record alone, or its trace together with it, is more than the store may hold.
    case storeFull
    /// The store could not write.
    case notWritten
}

extension LogRejection: CustomStringConvertible {
    public var description: String {
        switch self {
        case .storeFull: "the record is larger than the viewer's limits"
        case .notWritten: "the viewer's database cannot be written"
        }
    }
}
