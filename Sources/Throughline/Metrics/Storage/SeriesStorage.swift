import OTLP

/// The values of one series, for one reader.
///
/// Recording takes no lock but the series' own, and allocates nothing.
protocol SeriesStorage: AnyObject, Sendable {
    func record(_ value: Int64)
    /// The value is finite.
    func record(_ value: Double)

    /// What was recorded; `nil` if nothing was, since the last time for a storage that is reset.
    ///
    /// - Parameter resets: Whether it begins anew afterwards.
    func collect(resets: Bool) -> CollectedValue?

    /// Begins anew, as if nothing had been recorded.
    func clear()
}

/// A series as it was at a collection.
struct CollectedValue {
    enum Value {
        case number(OTLP.Number)
        case histogram(HistogramStorage.Distribution)
        case exponential(ExponentialBuckets)
    }

    var value: Value
    /// When the first value was recorded: nanoseconds since 1970.
    var start: UInt64
}
