/// Names those attributes of a `Resource` that identify and describe one entity.
///
/// The attributes themselves stay in the resource: an entity is a view of them.
public struct EntityRef: Message {
    /// The URL of the schema that the entity follows; empty when unknown.
    public var schemaURL: String = ""

    /// The entity's type, `service` or `host` say; never empty in a valid message.
    public var type: String = ""

    /// The keys of the resource's attributes that identify the entity.
    public var idKeys: [String] = []

    /// The keys of the resource's attributes that describe the entity without identifying it.
    public var descriptionKeys: [String] = []

    /// An empty message.
    public init() {}

    public init(
        schemaURL: String = "",
        type: String = "",
        idKeys: [String] = [],
        descriptionKeys: [String] = []
    ) {
        self.schemaURL = schemaURL
        self.type = type
        self.idKeys = idKeys
        self.descriptionKeys = descriptionKeys
    }
}

extension EntityRef: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.string(1, "schemaUrl", &schemaURL)
        try visitor.string(2, "type", &type)
        try visitor.strings(3, "idKeys", &idKeys)
        try visitor.strings(4, "descriptionKeys", &descriptionKeys)
    }
}
