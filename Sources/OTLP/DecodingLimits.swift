/// What a reader takes from a peer at most. Whatever a body holds, reading it costs no more than this.
public struct DecodingLimits: Hashable, Sendable {
    /// The longest body, in bytes; the OTLP specification (1.11) asks receivers to refuse more than 64 MiB.
    public var maxBytes: Int

    /// The deepest nesting of messages, the outermost counted; also of groups and of values that are skipped. Reading
    /// recurses once a level: a limit in the thousands needs a thread with a large stack.
    public var maxDepth: Int

    /// The most memory, in bytes, that the values may take, as estimated from their strides and lengths. Two bytes on
    /// the wire can be a message of several hundred in memory, so a limit on the body's length alone is none. Arrays that
    /// grow may take up to half as much again for a moment.
    public var maxMemory: Int

    public init(
        maxBytes: Int = 64 << 20,
        maxDepth: Int = 100,
        maxMemory: Int = 512 << 20
    ) {
        self.maxBytes = maxBytes
        self.maxDepth = maxDepth
        self.maxMemory = maxMemory
    }

    /// 64 MiB, 100 levels (as protobuf's own parsers), 512 MiB of memory.
    public static let standard = DecodingLimits()
}
