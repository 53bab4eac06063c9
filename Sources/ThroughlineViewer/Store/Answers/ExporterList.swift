import OTLP

/// How the SDKs that send here are doing, by what they say of themselves: the metrics `otel.sdk.…`.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/
public struct ExporterList: Hashable, Sendable, Encodable {
    public struct Exporter: Hashable, Sendable, Encodable {
        public struct Value: Hashable, Sendable, Encodable {
            public var time: UnixTime
            public var value: Double
        }

        public struct Series: Hashable, Sendable, Encodable {
            public var queueSize: [Value]?
            public var exported: [Value]?
            public var failed: [Value]?
            public var dropped: [Value]?
        }

        public var service: String
        /// The `service.instance.id`.
        public var instance: String
        /// The `otel.component.name`: `batching_span_processor/0`.
        public var component: String
        /// `traces`, `logs` or `metrics`.
        public var signal: String
        public var queueSize: Double?
        public var queueCapacity: Double?
        /// What was sent.
        public var exported: Double?
        /// What could not be sent.
        public var failed: Double?
        /// What was left out because the queue was full.
        public var dropped: Double?
        public var inFlight: Double?
        public var series: Series
    }

    /// By service and component.
    public var exporters: [Exporter]
}

extension TelemetryStore {
    /// How the SDKs that send here are doing.
    public func exporters() async throws -> ExporterList {
        let stored = try await read { core in
            let find = try core.connection.statement(
                """
                SELECT id, origin, name, unit, description, form, attributes FROM series
                WHERE name GLOB 'otel.sdk.processor.*' OR name GLOB 'otel.sdk.exporter.*' ORDER BY id DESC LIMIT 2000
                """
            )
            var stored: [(Int64, StoredSeries)] = []
            while try find.step() {
                if let series = core.storedSeries(find) { stored.append((find.integer(0), series)) }
            }
            return try stored.map { id, series in
                var series = series
                series.points = try core.points(of: id, limit: 200)
                return series
            }
        }
        var exporters: [[String]: ExporterList.Exporter] = [:]
        for series in try stored.map({ try $0.series() }) { series.add(to: &exporters) }
        return ExporterList(
            exporters: exporters.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
        )
    }
}

extension MetricSeries {
    /// Adds what the series says to the component that it is about.
    fileprivate func add(to exporters: inout [[String]: ExporterList.Exporter]) {
        // otel.sdk.processor.span.queue.size, say.
        let parts = name.split(separator: ".")
        guard parts.count >= 5,
            let signal = ["span": "traces", "log": "logs", "metric_data_point": "metrics"][parts[3]]
        else {
            return
        }
        let values = points.compactMap { point -> ExporterList.Exporter.Value? in
            guard case .number(let number) = point, let value = number.value?.double, value.isFinite else { return nil }
            return ExporterList.Exporter.Value(time: UnixTime(point.timeUnixNano), value: value)
        }
        guard !values.isEmpty else { return }
        let sums = isDelta ? values.runningSums : values
        let service = resource.attributes["service.name"]?.stringValue ?? ""
        let instance = resource.attributes["service.instance.id"]?.stringValue ?? ""
        let component = attributes["otel.component.name"]?.stringValue ?? ""
        let key = [service, instance, component, signal]
        var exporter =
            exporters[key]
            ?? ExporterList.Exporter(
                service: service,
                instance: instance,
                component: component,
                signal: signal,
                series: ExporterList.Exporter.Series()
            )
        let error = attributes["error.type"]?.stringValue
        switch parts[4...].joined(separator: ".") {
        case "queue.size":
            exporter.queueSize = values.last?.value
            exporter.series.queueSize = values
        case "queue.capacity": exporter.queueCapacity = values.last?.value
        case "inflight": exporter.inFlight = values.last?.value
        case "exported" where error == nil: exporter.add(sums, to: \.exported, \.exported)
        case "exported": exporter.add(sums, to: \.failed, \.failed)
        case "processed" where error == "queue_full": exporter.add(sums, to: \.dropped, \.dropped)
        default: return
        }
        exporters[key] = exporter
    }

    private var isDelta: Bool { kind.temporality == .delta }
}

extension ExporterList.Exporter {
    /// Adds one more series: errors, say, come by their types.
    fileprivate mutating func add(
        _ values: [Value],
        to total: WritableKeyPath<Self, Double?>,
        _ series: WritableKeyPath<Series, [Value]?>
    ) {
        self[keyPath: total] = (self[keyPath: total] ?? 0) + (values.last?.value ?? 0)
        guard let others = self.series[keyPath: series] else {
            self.series[keyPath: series] = values
            return
        }
        var sums: [UnixTime: Double] = [:]
        for value in others + values { sums[value.time, default: 0] += value.value }
        self.series[keyPath: series] = sums.map { Value(time: $0, value: $1) }.sorted { $0.time < $1.time }
    }
}

extension [ExporterList.Exporter.Value] {
    /// Each with all before it.
    fileprivate var runningSums: Self {
        var sum = 0.0
        return map { value in
            sum += value.value
            return Element(time: value.time, value: sum)
        }
    }
}
