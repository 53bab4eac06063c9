import OTLP
import ThroughlineViewer

/// A log record by small numbers and milliseconds.
func record(
    _ message: String,
    span number: UInt64 = 1,
    trace: [UInt8] = shopTrace,
    _ severity: SeverityNumber = .info,
    at time: Double = 0,
    _ attributes: KeyValuePairs<String, AnyValue> = [:]
) -> LogRecord {
    LogRecord(
        timeUnixNano: epoch.advanced(by: Int(time * 1_000_000)),
        severityNumber: severity,
        body: .string(message),
        attributes: attributes.map { KeyValue(key: $0.key, value: $0.value) },
        traceID: trace,
        spanID: spanID(number),
        observedTimeUnixNano: epoch
    )
}

func resourceLogs(_ records: [LogRecord]) -> ResourceLogs {
    ResourceLogs(
        resource: Resource(attributes: [KeyValue(key: "service.name", value: .string("shop"))]),
        scopeLogs: [ScopeLogs(scope: InstrumentationScope(name: "test"), logRecords: records)]
    )
}

func resourceMetrics(_ metrics: [Metric], resource: String = "shop") -> ResourceMetrics {
    ResourceMetrics(
        resource: Resource(attributes: [KeyValue(key: "service.name", value: .string(resource))]),
        scopeMetrics: [ScopeMetrics(scope: InstrumentationScope(name: "test"), metrics: metrics)]
    )
}

/// A gauge with one point, at `time` seconds.
func gauge(_ name: String, _ value: Int64, at time: UInt64 = 0, _ attributes: [KeyValue] = []) -> Metric {
    let point = NumberDataPoint(timeUnixNano: epoch + time * 1_000_000_000, value: .int(value), attributes: attributes)
    return Metric(name: name, unit: "1", data: .gauge(Gauge(dataPoints: [point])))
}
