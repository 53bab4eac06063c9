import SemanticConventions

/// What is wrong with an instrument, which works all the same.
enum InstrumentWarning: CustomStringConvertible {
    case name(String)
    case unit(String)
    case differs(MetricDescriptor, from: MetricDescriptor)
    case metricTaken(String)
    case viewIgnored(instrument: String, reason: String)
    case tooMany

    static func all(for descriptor: MetricDescriptor) -> [InstrumentWarning] {
        var warnings: [InstrumentWarning] = []
        if !InstrumentName.isValid(descriptor.name) { warnings.append(.name(descriptor.name)) }
        if !InstrumentName.isValidUnit(descriptor.unit) { warnings.append(.unit(descriptor.name)) }
        return warnings
    }

    /// What counts as the same warning.
    var topic: String {
        switch self {
        case .name(let name): "instrument name \(name)"
        case .unit(let name): "instrument unit \(name)"
        case .differs(let descriptor, _): "instrument differs \(descriptor.name)"
        case .metricTaken(let name): "metric name \(name)"
        case .viewIgnored(let name, let reason): "view \(name) \(reason)"
        case .tooMany: "too many instruments"
        }
    }

    var description: String {
        switch self {
        case .name(let name):
            """
            Instrument "\(name.printable())": the name is not a letter followed by at most 254 letters, digits, and \
            characters of _.-/; backends may refuse or change it
            """
        case .unit(let name):
            "Instrument \(name.printable()): the unit is not of at most 63 ASCII characters; it is left out"
        case .differs(let new, let first):
            """
            Instrument \(new.name.printable()) was there before with another \(Self.difference(new, first)). The name is \
            that of the first. A view can give one of them another name.
            """
        case .metricTaken(let name):
            "A view names a metric \(name.printable()), as another is called already; there are now two of them"
        case .viewIgnored(let name, let reason):
            "A view of instrument \(name.printable()) is not used: \(reason)"
        case .tooMany:
            """
            There are \(MetricRegistry.instrumentLimit) instruments already; new ones measure nothing. Are names made up at \
            run time?
            """
        }
    }

    private static func difference(_ new: MetricDescriptor, _ first: MetricDescriptor) -> String {
        var differences: [String] = []
        if new.instrument != first.instrument { differences.append("kind or other boundaries") }
        if new.unit != first.unit { differences.append("unit") }
        if new.description != first.description { differences.append("description") }
        if differences.isEmpty { differences.append(new.name == first.name ? "type of number" : "spelling") }
        return differences.joined(separator: ", ")
    }
}
