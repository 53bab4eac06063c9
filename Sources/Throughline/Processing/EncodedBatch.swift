/// A finished request, of any signal.
struct EncodedBatch: Sendable {
    /// The number of records in it.
    let count: Int
    /// The request in protobuf's wire format.
    let bytes: [UInt8]
}
