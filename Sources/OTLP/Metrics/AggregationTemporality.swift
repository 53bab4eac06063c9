/// Since when a sum or a distribution counts. Numbers that this version does not know are kept.
public struct AggregationTemporality: OpenEnumeration {
    public var rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Not said; not valid.
    public static let unspecified = AggregationTemporality(rawValue: 0)

    /// Since the last report.
    public static let delta = AggregationTemporality(rawValue: 1)

    /// Since a start that stays the same.
    public static let cumulative = AggregationTemporality(rawValue: 2)
}
