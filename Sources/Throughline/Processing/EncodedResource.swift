import OTLP
import SpanRecording

/// A resource as it stands in a `ResourceSpans` and its like of the other signals, encoded once: what comes before the scopes, and what comes after.
struct EncodedResource: Sendable {
    let prefix: [UInt8]
    let suffix: [UInt8]

    init(_ resource: Resource) {
        var prefix = ProtobufWriter()
        prefix.message(field: 1) { writer in
            for attribute in resource.attributes {
                writer.attribute(field: 1, attribute.name, attribute.value, maxLength: nil)
            }
        }
        var suffix = ProtobufWriter()
        if let schemaURL = resource.schemaURL { suffix.string(field: 3, schemaURL) }
        self.prefix = prefix.array()
        self.suffix = suffix.array()
    }
}
