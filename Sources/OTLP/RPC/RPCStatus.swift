/// `google.rpc.Status`: the body of an answer that refuses a request (OTLP specification, "Failures").
public struct RPCStatus: Message {
    /// The error's kind, a `google.rpc.Code`; OTLP does not use it.
    public var code: Int32 = 0

    /// What went wrong, for developers to read.
    public var message: String = ""

    /// More about the error. Protobuf only: JSON's form of such a value depends on the schema of what is inside, so
    /// there it is left out on writing and skipped on reading.
    public var details: [Detail] = []

    /// An empty message.
    public init() {}

    public init(
        code: Int32 = 0,
        message: String = "",
        details: [Detail] = []
    ) {
        self.code = code
        self.message = message
        self.details = details
    }

    /// `google.protobuf.Any`: a message of any type.
    public struct Detail: Message {
        /// The message's type, `type.googleapis.com/google.rpc.BadRequest` say.
        public var typeURL: String = ""

        /// The message in protobuf.
        public var value: [UInt8] = []

        /// An empty message.
        public init() {}

        public init(
            typeURL: String = "",
            value: [UInt8] = []
        ) {
            self.typeURL = typeURL
            self.value = value
        }
    }
}

extension RPCStatus: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.int32(1, "code", &code)
        try visitor.string(2, "message", &message)
        if V.encoding == .protobuf {
            try visitor.messages(3, "details", &details)
        }
    }
}

extension RPCStatus.Detail: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.string(1, "@type", &typeURL)
        try visitor.bytes(2, "value", &value)
    }
}
