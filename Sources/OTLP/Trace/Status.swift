/// How an operation ended.
public struct Status: Message {
    /// What went wrong, for people to read; only of use with `Code.error`.
    public var message: String = ""

    /// Whether the operation succeeded.
    public var code: Code = .unset

    /// An empty message.
    public init() {}

    public init(
        message: String = "",
        code: Code = .unset
    ) {
        self.message = message
        self.code = code
    }

    /// Whether an operation succeeded. Numbers that this version does not know are kept.
    public struct Code: OpenEnumeration {
        public var rawValue: Int32

        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// The default: nobody said.
        public static let unset = Code(rawValue: 0)

        /// A developer or an operator has confirmed the success.
        public static let ok = Code(rawValue: 1)

        /// The operation failed.
        public static let error = Code(rawValue: 2)
    }
}

extension Status: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.string(2, "message", &message)
        try visitor.enumeration(3, "code", &code)
    }
}
