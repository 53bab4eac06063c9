/// What the bits of `Span.flags` and `Span.Link.flags` mean; bits 10 to 31 are reserved, and 0.
public enum SpanFlags {
    /// The W3C trace flags: bit 0 sampled, bit 1 random.
    public static let traceFlagsMask: UInt32 = 0x0000_00FF

    /// Set when `contextIsRemoteMask` says anything.
    public static let contextHasIsRemoteMask: UInt32 = 0x0000_0100

    /// Set when the context (a span's parent, or what a link refers to) came from another process.
    public static let contextIsRemoteMask: UInt32 = 0x0000_0200
}
