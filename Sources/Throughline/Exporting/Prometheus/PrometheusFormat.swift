import WireText

/// A text format that Prometheus, and whatever else scrapes as it does, can read.
public enum PrometheusFormat: Sendable, Hashable {
    /// Prometheus' own, 0.0.4.
    case text
    /// [OpenMetrics 1.0](https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md), which
    /// has units and exemplars too.
    case openMetrics

    /// The format that a client prefers: OpenMetrics where it says so, and else the text format, which everybody reads.
    ///
    /// - Parameter accept: The request's `Accept` (RFC 9110, section 12.5.1); several fields are joined with commas.
    public init(accept: String?) {
        var best: (format: PrometheusFormat, quality: Double) = (.text, 0)
        for range in (accept ?? "").split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.trimmingPrefix(while: \.isWhitespace).lowercased() }
            guard let type = parts.first.map(Self.trimmed) else { continue }
            var quality = 1.0
            var version: String?
            for parameter in parts.dropFirst().map(Self.trimmed) {
                if parameter.hasPrefix("q=") { quality = Double(parameter.dropFirst(2)) ?? 0 }
                if parameter.hasPrefix("version=") {
                    version = String(parameter.dropFirst(8)).replacing("\"", with: "")
                }
            }
            let format: PrometheusFormat
            switch (type, version) {
            case ("application/openmetrics-text", nil), ("application/openmetrics-text", "1.0.0"): format = .openMetrics
            case ("text/plain", nil), ("text/plain", "0.0.4"): format = .text
            // A newer version, which we do not write, or something else.
            default: continue
            }
            if quality > best.quality { best = (format, quality) }
        }
        self = best.format
    }

    /// The `Content-Type` of a response in this format.
    public var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        String(Substring(Substring(text).utf8.trimmingOptionalWhitespace()))
    }
}
