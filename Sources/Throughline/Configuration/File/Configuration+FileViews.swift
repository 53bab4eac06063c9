extension FileValue {
    /// - Returns: `nil`, with a warning, for a view that selects nothing.
    var view: View? {
        var selector = View.Selector()
        var view: View?
        mapping { keys in
            keys.child("selector") { selector.read($0) }
            guard selector != View.Selector() else {
                keys.note("stream")
                warn("selects nothing", using: "it is ignored")
                return
            }
            var made = View(selector)
            keys.child("stream") { made.read($0) }
            view = made
        }
        return view
    }
}

extension View.Selector {
    fileprivate mutating func read(_ file: FileMapping) {
        instrumentName = file.text("instrument_name")
        unit = file.text("unit")
        meterName = file.text("meter_name")
        meterVersion = file.text("meter_version")
        meterSchemaURL = file.text("meter_schema_url")
        file.read(
            "instrument_type",
            into: &kind,
            oneOf: [
                "counter": .counter, "gauge": .gauge, "histogram": .histogram,
                "observable_counter": .observableCounter, "observable_gauge": .observableGauge,
                "observable_up_down_counter": .observableUpDownCounter, "up_down_counter": .upDownCounter,
            ]
        )
    }
}

extension View {
    fileprivate mutating func read(_ file: FileMapping) {
        name = file.text("name")
        description = file.text("description")
        file.read("aggregation_cardinality_limit", into: &cardinalityLimit, in: 1...1_000_000)
        file.child("attribute_keys") { keys in
            let included = keys["included"]?.list.compactMap(\.text)
            let excluded = keys["excluded"]?.list.compactMap(\.text) ?? []
            if let included {
                attributes = .keep(Set(included).subtracting(excluded))
            } else if !excluded.isEmpty {
                attributes = .exclude(Set(excluded))
            }
            for pattern in (included ?? []) + excluded where pattern.contains(where: { "*?".contains($0) }) {
                keys.value.warn("holds a wildcard, which is not offered here", using: "it is taken for a name")
            }
        }
        file.child("aggregation") { choice in
            let names = [
                "default", "drop", "sum", "last_value", "explicit_bucket_histogram",
                "base2_exponential_bucket_histogram",
            ]
            guard let (name, value) = choice.only(of: names) else { return }
            switch name {
            case "drop": aggregation = .drop
            case "sum": aggregation = .sum
            case "last_value": aggregation = .lastValue
            case "explicit_bucket_histogram": value.mapping { aggregation = $0.explicitBuckets }
            case "base2_exponential_bucket_histogram": value.mapping { aggregation = $0.exponentialBuckets }
            default: aggregation = .default
            }
        }
    }
}

extension FileMapping {
    fileprivate var explicitBuckets: Aggregation {
        var recordsMinMax = true
        read("record_min_max", into: &recordsMinMax)
        var boundaries: [Double]?
        if let value = self["boundaries"], !value.isNull {
            let numbers = value.list.map { element -> Double? in
                switch element.scalar {
                case .int(let number): return Double(number)
                case .double(let number): return number
                default: return nil
                }
            }
            let found = numbers.compactMap { $0 }
            if found.count == numbers.count, zip(found, found.dropFirst()).allSatisfy({ $0 < $1 }) {
                boundaries = found
            } else {
                value.warn("is not a list of rising numbers", using: "the instrument's own boundaries are used")
            }
        }
        return .explicitBuckets(boundaries: boundaries, recordsMinMax: recordsMinMax)
    }

    fileprivate var exponentialBuckets: Aggregation {
        var recordsMinMax = true
        var (maxSize, maxScale) = (160, 20)
        read("record_min_max", into: &recordsMinMax)
        read("max_size", into: &maxSize, in: 2...16_384)
        read("max_scale", into: &maxScale, in: -10...20)
        return .exponentialBuckets(maxSize: maxSize, maxScale: maxScale, recordsMinMax: recordsMinMax)
    }
}
