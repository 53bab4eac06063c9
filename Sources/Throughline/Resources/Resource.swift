import SemanticConventions
public import SpanRecording

/// What produces the telemetry: the service, its process and its host.
///
/// Source: [OpenTelemetry, Resource SDK](https://opentelemetry.io/docs/specs/otel/resource/sdk/).
public struct Resource: Sendable, Hashable {
    /// What is known about it, in the order in which it was found.
    public var attributes: Attributes

    /// The version of the semantic conventions that the attributes follow.
    public var schemaURL: String?

    /// A resource with attributes.
    public init(attributes: Attributes = [:], schemaURL: String? = nil) {
        self.attributes = attributes
        self.schemaURL = schemaURL
    }

    /// The name of the service; empty if there is none.
    var serviceName: String {
        guard case .string(let name) = attributes[AttributeKey.serviceName.name] else { return "" }
        return name
    }

    /// Takes over what another resource knows. Where both have an attribute, the value of `updating` stays.
    ///
    /// The schema URL is the one that either has. Where they contradict each other there is none, because the
    /// attributes then follow neither alone.
    public mutating func merge(_ updating: Resource) {
        attributes.merge(updating.attributes)
        switch (schemaURL, updating.schemaURL) {
        case (_, nil): break
        case (nil, let updated?): schemaURL = updated
        case (let old?, let updated?): schemaURL = old == updated ? old : nil
        }
    }

    /// Both resources as one. See ``merge(_:)``.
    public func merging(_ updating: Resource) -> Resource {
        var merged = self
        merged.merge(updating)
        return merged
    }
}
