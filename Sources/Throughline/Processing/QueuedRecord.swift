import OTLP

/// A span or a log record, as the queue sees it: something that is encoded once.
protocol QueuedRecord {
    /// Writes the record as an element of field 2 of its `ScopeSpans` or `ScopeLogs`.
    ///
    /// It runs under a lock of the queue, and so must not call code that is not the SDK's.
    ///
    /// - Returns: The index of its scope. `nil` if it is not complete, because it has values that must be described first.
    func encode(into writer: inout ProtobufWriter, origins: inout OriginCache, scopes: ScopeTable) -> Int?

    /// Turns values that only the application's code can describe into text: no lock is held while that runs.
    func describeValues()
}
