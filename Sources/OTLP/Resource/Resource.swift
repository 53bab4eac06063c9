/// The entity that produced the telemetry: a service's instance, with its process and host.
public struct Resource: Message {
    /// What describes the resource, by name: `service.name` first of all.
    public var attributes: [KeyValue] = []

    /// The number of attributes that were recorded and then left out because of a limit.
    public var droppedAttributesCount: UInt32 = 0

    /// The entities that `attributes` describe together.
    public var entityRefs: [EntityRef] = []

    /// An empty message.
    public init() {}

    public init(
        attributes: [KeyValue] = [],
        droppedAttributesCount: UInt32 = 0,
        entityRefs: [EntityRef] = []
    ) {
        self.attributes = attributes
        self.droppedAttributesCount = droppedAttributesCount
        self.entityRefs = entityRefs
    }
}

extension Resource: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "attributes", &attributes)
        try visitor.uint32(2, "droppedAttributesCount", &droppedAttributesCount)
        try visitor.messages(3, "entityRefs", &entityRefs)
    }
}
