/// Changes what becomes of some instruments.
///
/// ```swift
/// configuration.metrics.views = [
///     View("http.server.request.duration", aggregation: .exponentialBuckets()),
///     View("db.client.connection.*", aggregation: .drop),
///     View("shop.orders", attributes: .keeping("shop.card.brand")),
/// ]
/// ```
///
/// An instrument that several views match makes a metric for each of them; one that none matches, a metric as it says itself.
/// Attributes that a view leaves out may still appear on exemplars.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#view
public struct View: Sendable {
    /// Which instruments the view changes: those that match all of what is not `nil`.
    public struct Selector: Sendable, Hashable {
        /// The instrument's name, in upper or lower case; `*` stands for any characters, `?` for any one.
        public var instrumentName: String?
        public var kind: InstrumentKind?
        public var unit: String?
        /// The name of the scope.
        public var meterName: String?
        /// The version of the scope.
        public var meterVersion: String?
        /// The schema URL of the scope.
        public var meterSchemaURL: String?

        public init(
            instrumentName: String? = nil,
            kind: InstrumentKind? = nil,
            unit: String? = nil,
            meterName: String? = nil,
            meterVersion: String? = nil,
            meterSchemaURL: String? = nil
        ) {
            self.instrumentName = instrumentName
            self.kind = kind
            self.unit = unit
            self.meterName = meterName
            self.meterVersion = meterVersion
            self.meterSchemaURL = meterSchemaURL
        }
    }

    /// Which attributes of measurements tell series apart.
    public enum AttributeKeys: Sendable, Hashable {
        case keep(Set<String>)
        case exclude(Set<String>)

        /// Only these.
        public static func keeping(_ keys: String...) -> Self { .keep(Set(keys)) }
        /// All but these.
        public static func excluding(_ keys: String...) -> Self { .exclude(Set(keys)) }

        func contains(_ name: String) -> Bool {
            switch self {
            case .keep(let keys): keys.contains(name)
            case .exclude(let keys): !keys.contains(name)
            }
        }
    }

    public var selector: Selector
    /// The metric's name; `nil` for the instrument's. Not for a selector that can match several instruments.
    public var name: String?
    /// The metric's description; `nil` for the instrument's.
    public var description: String?
    /// Which attributes are kept; `nil` for those that the instrument says, or else all.
    public var attributes: AttributeKeys?
    public var aggregation: Aggregation
    /// How many series the metric has at most; `nil` for ``Configuration/Metrics/cardinalityLimit``.
    public var cardinalityLimit: Int?
    /// Makes what chooses a series' exemplars; `nil` for the aggregation's usual one.
    public var exemplarReservoir: (@Sendable () -> any ExemplarReservoir)?

    public init(
        _ selector: Selector,
        name: String? = nil,
        description: String? = nil,
        attributes: AttributeKeys? = nil,
        aggregation: Aggregation = .default,
        cardinalityLimit: Int? = nil,
        exemplarReservoir: (@Sendable () -> any ExemplarReservoir)? = nil
    ) {
        self.selector = selector
        self.name = name
        self.description = description
        self.attributes = attributes
        self.aggregation = aggregation
        self.cardinalityLimit = cardinalityLimit
        self.exemplarReservoir = exemplarReservoir
    }

    /// A view of the instruments with this name, in which `*` stands for any characters and `?` for any one.
    public init(
        _ instrumentName: String,
        name: String? = nil,
        description: String? = nil,
        attributes: AttributeKeys? = nil,
        aggregation: Aggregation = .default,
        cardinalityLimit: Int? = nil,
        exemplarReservoir: (@Sendable () -> any ExemplarReservoir)? = nil
    ) {
        self.init(
            Selector(instrumentName: instrumentName),
            name: name,
            description: description,
            attributes: attributes,
            aggregation: aggregation,
            cardinalityLimit: cardinalityLimit,
            exemplarReservoir: exemplarReservoir
        )
    }
}
