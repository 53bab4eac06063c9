import SemanticConventions
import SpanRecording

/// What is known of metrics of which swift-metrics says the name only.
struct MetricDescriptors: Sendable {
    private let own: [String: MetricDescriptor]

    /// - Parameter descriptors: The application's; of several with a name, the last counts.
    init(_ descriptors: [MetricDescriptor]) {
        own = Dictionary(descriptors.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    }

    subscript(name: String) -> MetricDescriptor? {
        own[name] ?? MetricDescriptor.conventional[name]
    }

    /// Dimensions with the types that are conventional for their names. What has another form stays text; of a name that stands
    /// twice, the last value stays.
    static func attributes(_ dimensions: [(String, String)]) -> Attributes {
        var attributes = Attributes(minimumCapacity: dimensions.count)
        for (name, text) in dimensions {
            let value: AttributeValue? =
                switch ConventionalType.of(name) {
                case .int: Int64(text).map(AttributeValue.int)
                case .bool: Bool(text).map(AttributeValue.bool)
                case .double: Double(text).map(AttributeValue.double)
                case nil: nil
                }
            attributes[name] = value ?? .string(text)
        }
        return attributes
    }
}
