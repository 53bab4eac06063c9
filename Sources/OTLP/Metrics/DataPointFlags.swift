/// What the bits of a data point's `flags` mean.
public enum DataPointFlags {
    /// Set when there is no value: the point says only that the series is absent now.
    public static let noRecordedValueMask: UInt32 = 0x01
}
