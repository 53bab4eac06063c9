import OTLP

/// The labels of a series: names that are allowed, each once, in the order of their names.
struct PrometheusLabels: Hashable {
    private(set) var pairs: [(name: String, value: String)] = []

    /// - Parameters:
    ///   - attributes: Attributes; those whose names become the same are merged, their values joined with `;` in the order
    ///     of the names they had (compatibility specification, "Metric Attributes").
    ///   - reserved: Names that the format itself uses here; an attribute of that name becomes `exported_…`.
    init(_ attributes: [KeyValue], reserved: Set<String> = []) {
        var merged: [String: String] = [:]
        for attribute in attributes.sorted(by: { $0.key < $1.key }) {
            var name = PrometheusNames.label(attribute.key)
            if reserved.contains(name) { name = "exported_" + name }
            let value = attribute.value?.plainText ?? ""
            merged[name] = merged[name].map { "\($0);\(value)" } ?? value
        }
        pairs = merged.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    /// The labels and those of a scope, which win.
    func adding(_ others: PrometheusLabels) -> PrometheusLabels {
        guard !others.pairs.isEmpty else { return self }
        var labels = self
        let names = Set(others.pairs.map(\.name))
        labels.pairs.removeAll { names.contains($0.name) }
        labels.pairs += others.pairs
        labels.pairs.sort { $0.name < $1.name }
        return labels
    }

    static func == (left: PrometheusLabels, right: PrometheusLabels) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0 == $1 }
    }

    func hash(into hasher: inout Hasher) {
        for pair in pairs {
            hasher.combine(pair.name)
            hasher.combine(pair.value)
        }
    }
}

extension PrometheusLabels {
    /// What every series of a scope says of it (compatibility specification, "Instrumentation Scope").
    init(scope: InstrumentationScope, schemaURL: String) {
        let own = [
            ("otel_scope_name", scope.name), ("otel_scope_version", scope.version),
            ("otel_scope_schema_url", schemaURL),
        ]
        let attributes = PrometheusLabels(
            scope.attributes.map { KeyValue(key: "otel_scope_\($0.key)", value: $0.value) },
            reserved: []
        )
        let plain = own.filter { !$0.1.isEmpty }.map { KeyValue(key: $0.0, value: .string($0.1)) }
        // Attributes called name, version or schema_url give way, also where the scope has none.
        let names = Set(own.map(\.0))
        var labels = attributes
        labels.pairs.removeAll { names.contains($0.name) }
        self = labels.adding(PrometheusLabels(plain))
    }
}
