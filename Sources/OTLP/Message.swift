/// A message of the OpenTelemetry protocol, which exists as a value, in protobuf, and in JSON.
///
/// ```swift
/// let request = try ExportTraceServiceRequest(protobuf: body)
/// let text = try request.json()
/// ```
///
/// Messages are plain values with the names of the `.proto` files (opentelemetry-proto 1.10). Fields that this version
/// does not know are skipped on reading, in both encodings, and so are lost when the message is written again.
public protocol Message: Hashable, Sendable {
    /// An empty message: every field has its default value.
    init()

    /// Reads a message from protobuf.
    ///
    /// Text that is not valid UTF-8 is repaired with U+FFFD, where protobuf's own parsers refuse the whole message: a
    /// batch of telemetry is worth more than one bad byte in it.
    /// - Throws: `OTLPError` when the bytes are no protobuf, or exceed a limit. Never traps, whatever the bytes are.
    init(protobuf bytes: [UInt8], limits: DecodingLimits) throws(OTLPError)

    /// Reads a message from JSON, as the OTLP specification's "JSON Protobuf Encoding" defines it.
    /// - Throws: `OTLPError` when the bytes are not the JSON of such a message, or exceed a limit. Never traps.
    init(json bytes: [UInt8], limits: DecodingLimits) throws(OTLPError)

    /// The message in protobuf, fields in the order of their numbers; equal messages make equal bytes.
    /// - Throws: `OTLPError.tooDeep` when messages are nested deeper than a reader would accept.
    func protobuf() throws(OTLPError) -> [UInt8]

    /// The message in JSON, in one line, as the OTLP specification's "JSON Protobuf Encoding" defines it.
    /// - Throws: `OTLPError.tooDeep` when messages are nested deeper than a reader would accept.
    func json() throws(OTLPError) -> [UInt8]
}

extension Message {
    /// Reads a message from protobuf within the `standard` limits.
    public init(protobuf bytes: [UInt8]) throws(OTLPError) {
        try self.init(protobuf: bytes, limits: .standard)
    }

    /// Reads a message from JSON within the `standard` limits.
    public init(json bytes: [UInt8]) throws(OTLPError) {
        try self.init(json: bytes, limits: .standard)
    }
}
