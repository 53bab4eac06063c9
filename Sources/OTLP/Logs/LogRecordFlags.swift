/// What the bits of `LogRecord.flags` mean; bits 8 to 31 are reserved, and 0.
public enum LogRecordFlags {
    /// The W3C trace flags: bit 0 sampled, bit 1 random.
    public static let traceFlagsMask: UInt32 = 0x0000_00FF
}
