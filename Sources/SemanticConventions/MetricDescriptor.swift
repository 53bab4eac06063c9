/// What a metric is called, what it counts, and in which unit.
///
/// swift-metrics carries a name only. A metrics backend that finds the name in ``conventional`` knows the rest.
public struct MetricDescriptor: Hashable, Sendable {
    /// How the values of a metric are brought together.
    public enum Instrument: Hashable, Sendable {
        /// A sum that only grows.
        case counter
        /// A sum that grows and shrinks.
        case upDownCounter
        /// The last value.
        case gauge
        /// Values counted in buckets; each boundary is the upper end, itself included, of one. `nil` where the convention
        /// advises none.
        case histogram(boundaries: [Double]?)
    }

    /// The name, such as `http.server.request.duration`.
    public let name: String
    /// The unit by UCUM, such as `s`, `By` or `{request}`.
    public let unit: String
    public let description: String
    public let instrument: Instrument

    public init(name: String, unit: String, description: String, instrument: Instrument) {
        self.name = name
        self.unit = unit
        self.description = description
        self.instrument = instrument
    }
}

extension MetricDescriptor {
    /// Every metric that this module names, by its name.
    public static let conventional: [String: MetricDescriptor] = Dictionary(
        uniqueKeysWithValues: (http + database + messaging + jobs + inbox + mail + sdk + process).map { ($0.name, $0) }
    )
}
