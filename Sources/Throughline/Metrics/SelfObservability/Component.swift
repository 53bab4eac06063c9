import SemanticConventions
import SpanRecording

/// A part of the SDK, as its own metrics name it.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/registry/attributes/otel/#otel-component-attributes
struct Component: Sendable {
    let attributes: Attributes

    fileprivate init(type: String, number: Int) {
        attributes = [
            AttributeKey.otelComponentName.name: .string("\(type)/\(number)"),
            AttributeKey.otelComponentType.name: .string(type),
        ]
    }
}

/// Numbers the components of each type.
struct Components {
    private var counts: [String: Int] = [:]

    mutating func next(_ type: String) -> Component {
        defer { counts[type, default: 0] += 1 }
        return Component(type: type, number: counts[type, default: 0])
    }
}

extension Configuration.Exporter {
    var componentType: String {
        switch self {
        case .otlp: "otlp_http_span_exporter"
        case .console: "console_span_exporter"
        case .custom(let exporter): String(reflecting: type(of: exporter))
        }
    }
}

extension Configuration.Logs.Exporter {
    var componentType: String {
        switch self {
        case .otlp: "otlp_http_log_exporter"
        case .console: "console_log_exporter"
        case .custom(let exporter): String(reflecting: type(of: exporter))
        }
    }
}

extension Configuration.Metrics.Exporter {
    var componentType: String {
        switch self {
        case .otlp: "otlp_http_metric_exporter"
        case .console: "console_metric_exporter"
        case .prometheus: "prometheus_http_text_metric_exporter"
        case .custom(let exporter): String(reflecting: type(of: exporter))
        }
    }
}
