// The four codecs are requirements of `Message`, met here once for all. Each message's witness is compiled for that
// message and that codec alone, so that callers in other modules, too, reach specialised code.
extension FieldVisitable {
    public init(protobuf bytes: [UInt8], limits: DecodingLimits) throws(OTLPError) {
        guard bytes.count <= limits.maxBytes else { throw .tooLarge(limit: limits.maxBytes) }
        self = try bytes.withUnsafeBufferPointer { (bytes) throws(OTLPError) in
            var decoder = ProtobufDecoder(UnsafeRawBufferPointer(bytes), limits: limits)
            var message = Self()
            try decoder.decode(&message)
            return message
        }
    }

    public init(json bytes: [UInt8], limits: DecodingLimits) throws(OTLPError) {
        guard bytes.count <= limits.maxBytes else { throw .tooLarge(limit: limits.maxBytes) }
        self = try bytes.withUnsafeBufferPointer { (bytes) throws(OTLPError) in
            var decoder = JSONDecoder(UnsafeRawBufferPointer(bytes), limits: limits)
            var message = Self()
            try decoder.decodeDocument(&message)
            return message
        }
    }

    public func protobuf() throws(OTLPError) -> [UInt8] {
        var encoder = ProtobufEncoder()
        try encoder.encode(self)
        return encoder.array()
    }

    public func json() throws(OTLPError) -> [UInt8] {
        var encoder = JSONEncoder()
        try encoder.encode(self)
        return encoder.array()
    }
}
