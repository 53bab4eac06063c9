import OTLP

/// All series of one name, as they are written.
struct PrometheusFamily {
    /// What a series of the family is.
    enum Kind: String {
        case counter
        case gauge
        case histogram
        case summary
        case info
        /// A counter that must not be called one, because it has another name.
        case unknown
    }

    /// One line: a value and what tells it from others.
    struct Sample {
        /// What the line's name has beside the family's, as `_bucket`.
        var suffix: String
        var labels: PrometheusLabels
        /// The label that the format itself needs, as `le`.
        var ownLabel: (name: String, value: Double)?
        var value: Number
        var exemplar: Exemplar?
    }

    /// Without `_total`.
    let name: String
    let kind: Kind
    let unit: String?
    let help: String
    private(set) var samples: [Sample] = []
    private var seen: Set<PrometheusLabels> = []

    init(name: String, kind: Kind, unit: String? = nil, help: String = "") {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
    }

    /// Adds the samples of one series.
    /// - Returns: Whether it is the first one with these labels; a second one would make the whole text invalid.
    mutating func add(_ labels: PrometheusLabels, _ samples: [Sample]) -> Bool {
        guard seen.insert(labels).inserted else { return false }
        self.samples += samples
        return true
    }

    /// The names that nothing else may have.
    var reservedNames: [String] {
        switch kind {
        case .counter: [name, name + "_total", name + "_created"]
        case .gauge, .unknown: [name]
        case .histogram: [name, name + "_bucket", name + "_sum", name + "_count", name + "_created"]
        case .summary: [name, name + "_sum", name + "_count", name + "_created"]
        case .info: [name, name + "_info"]
        }
    }
}
