import OTLP

/// Numbers as both formats write them.
enum PrometheusNumber {
    static func text(_ number: Double, in format: PrometheusFormat) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        let text = "\(number)"
        // OpenMetrics asks for "1.0" in a boundary; Prometheus' own format is written without, everywhere.
        return format == .text && text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    static func text(_ number: Number, in format: PrometheusFormat) -> String {
        switch number {
        case .int(let value): String(value)
        case .double(let value): text(value, in: format)
        }
    }
}
