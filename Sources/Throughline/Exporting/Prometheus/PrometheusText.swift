import OTLP

/// Writes families in one of the formats.
struct PrometheusText {
    private let format: PrometheusFormat
    private(set) var text = ""

    init(_ families: [PrometheusFamily], format: PrometheusFormat) {
        self.format = format
        for family in families where !family.samples.isEmpty { write(family) }
        if format == .openMetrics { text += "# EOF\n" }
    }

    private mutating func write(_ family: PrometheusFamily) {
        let name = metadataName(of: family)
        text += "# TYPE \(name) \(typeName(family.kind))\n"
        if format == .openMetrics, let unit = family.unit, name.hasSuffix("_\(unit)") {
            text += "# UNIT \(name) \(unit)\n"
        }
        if !family.help.isEmpty {
            text += "# HELP \(name) "
            escape(family.help, quotes: format == .openMetrics)
            text += "\n"
        }
        for sample in family.samples { write(sample, of: family) }
    }

    private mutating func write(_ sample: PrometheusFamily.Sample, of family: PrometheusFamily) {
        text += family.name
        text += sample.suffix
        var separator = "{"
        for (name, value) in sample.labels.pairs {
            text += "\(separator)\(name)=\""
            escape(value, quotes: true)
            text += "\""
            separator = ","
        }
        if let (name, value) = sample.ownLabel {
            text += "\(separator)\(name)=\"\(PrometheusNumber.text(value, in: format))\""
            separator = ","
        }
        if separator == "," { text += "}" }
        text += " "
        text += PrometheusNumber.text(sample.value, in: format)
        if format == .openMetrics, let exemplar = sample.exemplar { write(exemplar) }
        text += "\n"
    }

    /// OpenMetrics, section 4.6: the labels take 128 characters together at most. Those of the trace come first.
    private mutating func write(_ exemplar: Exemplar) {
        guard let value = exemplar.value else { return }
        var room = 128
        var separator = ""
        text += " # {"
        func fits(_ name: String, _ value: String) -> Bool {
            let length = name.unicodeScalars.count + value.unicodeScalars.count
            guard length <= room else { return false }
            room -= length
            return true
        }
        let ids = [("trace_id", exemplar.traceID), ("span_id", exemplar.spanID)].filter { !$0.1.isEmpty }
        for (name, bytes) in ids {
            let hex = bytes.hexDigits
            guard fits(name, hex) else { continue }
            text += "\(separator)\(name)=\"\(hex)\""
            separator = ","
        }
        let labels = PrometheusLabels(exemplar.filteredAttributes, reserved: ["trace_id", "span_id"])
        for (name, value) in labels.pairs where fits(name, value) {
            text += "\(separator)\(name)=\""
            escape(value, quotes: true)
            text += "\""
            separator = ","
        }
        text += "} \(PrometheusNumber.text(value, in: format))"
        if exemplar.timeUnixNano > 0 {
            let milliseconds = String(exemplar.timeUnixNano / 1_000_000 % 1_000 + 1_000).dropFirst()
            text += " \(exemplar.timeUnixNano / 1_000_000_000).\(milliseconds)"
        }
    }

    /// In Prometheus' own format the metadata carry the name of the lines, and in OpenMetrics that of the family.
    private func metadataName(of family: PrometheusFamily) -> String {
        guard format == .text, family.kind == .counter || family.kind == .info else { return family.name }
        return family.name + (family.samples.first?.suffix ?? "")
    }

    private func typeName(_ kind: PrometheusFamily.Kind) -> String {
        guard format == .text else { return kind.rawValue }
        return switch kind {
        case .info: "gauge"
        case .unknown: "counter"
        default: kind.rawValue
        }
    }

    private mutating func escape(_ value: String, quotes: Bool) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\"" where quotes: text += "\\\""
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
