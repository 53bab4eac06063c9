/// One operation within a trace.
///
/// A valid span has a trace id of 16 bytes and a span id of 8, neither all zero, a name, and an end that is not
/// before its start.
public struct Span: Message {
    /// The trace that the span belongs to: 16 bytes, not all zero.
    public var traceID: [UInt8] = []

    /// The span's own id, unique in its trace: 8 bytes, not all zero.
    public var spanID: [UInt8] = []

    /// The W3C `tracestate` of the span's context, as in the header; empty when there is none.
    public var traceState: String = ""

    /// The parent's span id; empty, not zeros, for a root.
    public var parentSpanID: [UInt8] = []

    /// What the operation is, in few distinct words: a route, not a path.
    public var name: String = ""

    /// The side that the span stands on.
    public var kind: Kind = .unspecified

    /// When the operation began: nanoseconds since 1970-01-01T00:00:00Z.
    public var startTimeUnixNano: UInt64 = 0

    /// When the operation ended: nanoseconds since 1970-01-01T00:00:00Z.
    public var endTimeUnixNano: UInt64 = 0

    /// What is known about it, by name; a name occurs at most once.
    public var attributes: [KeyValue] = []

    /// The number of attributes that were recorded and then left out because of a limit.
    public var droppedAttributesCount: UInt32 = 0

    /// What happened during the span, by time.
    public var events: [Event] = []

    /// The number of events that were recorded and then left out because of a limit.
    public var droppedEventsCount: UInt32 = 0

    /// Other spans that this one has to do with, of this trace or of another.
    public var links: [Link] = []

    /// The number of links that were recorded and then left out because of a limit.
    public var droppedLinksCount: UInt32 = 0

    /// How the operation ended; `nil` means the same as `Status.Code.unset`.
    public var status: Status?

    /// The trace flags, and whether the *parent* is remote: see `SpanFlags`.
    public var flags: UInt32 = 0

    /// An empty message.
    public init() {}

    public init(
        traceID: [UInt8] = [],
        spanID: [UInt8] = [],
        traceState: String = "",
        parentSpanID: [UInt8] = [],
        name: String = "",
        kind: Kind = .unspecified,
        startTimeUnixNano: UInt64 = 0,
        endTimeUnixNano: UInt64 = 0,
        attributes: [KeyValue] = [],
        droppedAttributesCount: UInt32 = 0,
        events: [Event] = [],
        droppedEventsCount: UInt32 = 0,
        links: [Link] = [],
        droppedLinksCount: UInt32 = 0,
        status: Status? = nil,
        flags: UInt32 = 0
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.traceState = traceState
        self.parentSpanID = parentSpanID
        self.name = name
        self.kind = kind
        self.startTimeUnixNano = startTimeUnixNano
        self.endTimeUnixNano = endTimeUnixNano
        self.attributes = attributes
        self.droppedAttributesCount = droppedAttributesCount
        self.events = events
        self.droppedEventsCount = droppedEventsCount
        self.links = links
        self.droppedLinksCount = droppedLinksCount
        self.status = status
        self.flags = flags
    }

    /// The side of an interaction that a span stands on. Numbers that this version does not know are kept.
    public struct Kind: OpenEnumeration {
        public var rawValue: Int32

        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// Not said; to be taken as `internal`.
        public static let unspecified = Kind(rawValue: 0)

        /// An operation within the application.
        public static let `internal` = Kind(rawValue: 1)

        /// Handles a request from outside.
        public static let server = Kind(rawValue: 2)

        /// Sends a request and waits for its answer.
        public static let client = Kind(rawValue: 3)

        /// Hands work to somebody who may do it later.
        public static let producer = Kind(rawValue: 4)

        /// Does work that a producer left.
        public static let consumer = Kind(rawValue: 5)
    }

    /// Something that happened at one moment of a span.
    public struct Event: Message {
        /// When it happened: nanoseconds since 1970-01-01T00:00:00Z.
        public var timeUnixNano: UInt64 = 0

        /// What happened; never empty in a valid event.
        public var name: String = ""

        /// What is known about it, by name; a name occurs at most once.
        public var attributes: [KeyValue] = []

        /// The number of attributes that were recorded and then left out because of a limit.
        public var droppedAttributesCount: UInt32 = 0

        /// An empty message.
        public init() {}

        public init(
            timeUnixNano: UInt64 = 0,
            name: String = "",
            attributes: [KeyValue] = [],
            droppedAttributesCount: UInt32 = 0
        ) {
            self.timeUnixNano = timeUnixNano
            self.name = name
            self.attributes = attributes
            self.droppedAttributesCount = droppedAttributesCount
        }
    }

    /// A reference from a span to another, of the same trace or of a different one.
    public struct Link: Message {
        /// The linked span's trace: 16 bytes.
        public var traceID: [UInt8] = []

        /// The linked span's id: 8 bytes.
        public var spanID: [UInt8] = []

        /// The `tracestate` of the linked span's context.
        public var traceState: String = ""

        /// What is known about it, by name; a name occurs at most once.
        public var attributes: [KeyValue] = []

        /// The number of attributes that were recorded and then left out because of a limit.
        public var droppedAttributesCount: UInt32 = 0

        /// The trace flags, and whether the linked context is remote: see `SpanFlags`.
        public var flags: UInt32 = 0

        /// An empty message.
        public init() {}

        public init(
            traceID: [UInt8] = [],
            spanID: [UInt8] = [],
            traceState: String = "",
            attributes: [KeyValue] = [],
            droppedAttributesCount: UInt32 = 0,
            flags: UInt32 = 0
        ) {
            self.traceID = traceID
            self.spanID = spanID
            self.traceState = traceState
            self.attributes = attributes
            self.droppedAttributesCount = droppedAttributesCount
            self.flags = flags
        }
    }
}

extension Span: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.identifier(1, "traceId", &traceID)
        try visitor.identifier(2, "spanId", &spanID)
        try visitor.string(3, "traceState", &traceState)
        try visitor.identifier(4, "parentSpanId", &parentSpanID)
        try visitor.string(5, "name", &name)
        try visitor.enumeration(6, "kind", &kind)
        try visitor.fixed64(7, "startTimeUnixNano", &startTimeUnixNano)
        try visitor.fixed64(8, "endTimeUnixNano", &endTimeUnixNano)
        try visitor.messages(9, "attributes", &attributes)
        try visitor.uint32(10, "droppedAttributesCount", &droppedAttributesCount)
        try visitor.messages(11, "events", &events)
        try visitor.uint32(12, "droppedEventsCount", &droppedEventsCount)
        try visitor.messages(13, "links", &links)
        try visitor.uint32(14, "droppedLinksCount", &droppedLinksCount)
        try visitor.message(15, "status", &status)
        try visitor.fixed32(16, "flags", &flags)
    }
}

extension Span.Event: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.fixed64(1, "timeUnixNano", &timeUnixNano)
        try visitor.string(2, "name", &name)
        try visitor.messages(3, "attributes", &attributes)
        try visitor.uint32(4, "droppedAttributesCount", &droppedAttributesCount)
    }
}

extension Span.Link: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.identifier(1, "traceId", &traceID)
        try visitor.identifier(2, "spanId", &spanID)
        try visitor.string(3, "traceState", &traceState)
        try visitor.messages(4, "attributes", &attributes)
        try visitor.uint32(5, "droppedAttributesCount", &droppedAttributesCount)
        try visitor.fixed32(6, "flags", &flags)
    }
}
