/// The library, and the place in it, that recorded a piece of telemetry.
public struct InstrumentationScope: Message {
    /// The instrumentation's name, a module's name say; empty when unknown.
    public var name: String = ""

    /// The instrumentation's version; empty when unknown.
    public var version: String = ""

    /// More about the scope, by name.
    public var attributes: [KeyValue] = []

    /// The number of attributes that were recorded and then left out because of a limit.
    public var droppedAttributesCount: UInt32 = 0

    /// An empty message.
    public init() {}

    public init(
        name: String = "",
        version: String = "",
        attributes: [KeyValue] = [],
        droppedAttributesCount: UInt32 = 0
    ) {
        self.name = name
        self.version = version
        self.attributes = attributes
        self.droppedAttributesCount = droppedAttributesCount
    }
}

extension InstrumentationScope: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.string(1, "name", &name)
        try visitor.string(2, "version", &version)
        try visitor.messages(3, "attributes", &attributes)
        try visitor.uint32(4, "droppedAttributesCount", &droppedAttributesCount)
    }
}
