import OTLP

/// Metrics as Prometheus reads them.
///
/// Source: [OpenTelemetry, Prometheus and OpenMetrics compatibility, "OTLP Metric points to
/// Prometheus"](https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#otlp-metric-points-to-prometheus).
struct PrometheusExposition {
    private let options: PrometheusOptions
    private let warn: (_ topic: String, _ message: String) -> Void
    private var families: [PrometheusFamily] = []
    private var indices: [String: Int] = [:]
    private var reserved: [String: Int] = [:]

    /// - Parameters:
    ///   - options: How metrics are named and labelled.
    ///   - warn: Is told what cannot be shown.
    init(options: PrometheusOptions, warn: @escaping (_ topic: String, _ message: String) -> Void = { _, _ in }) {
        self.options = options
        self.warn = warn
    }

    /// The text of a response.
    static func text(
        of resourceMetrics: [ResourceMetrics],
        format: PrometheusFormat,
        options: PrometheusOptions = PrometheusOptions(),
        warn: @escaping (_ topic: String, _ message: String) -> Void = { _, _ in }
    ) -> String {
        var exposition = PrometheusExposition(options: options, warn: warn)
        for resourceMetrics in resourceMetrics { exposition.add(resourceMetrics) }
        return PrometheusText(exposition.families, format: format).text
    }

    private mutating func add(_ resourceMetrics: ResourceMetrics) {
        if options.includesTargetInfo, let resource = resourceMetrics.resource, !resource.attributes.isEmpty {
            let labels = PrometheusLabels(resource.attributes)
            let family = PrometheusFamily(name: "target", kind: .info, help: "Target metadata")
            add(labels, [.init(suffix: "_info", labels: labels, value: .int(1))], to: family)
        }
        for scopeMetrics in resourceMetrics.scopeMetrics {
            let scope =
                options.includesScope
                ? PrometheusLabels(
                    scope: scopeMetrics.scope ?? InstrumentationScope(),
                    schemaURL: scopeMetrics.schemaURL
                ) : PrometheusLabels([])
            for metric in scopeMetrics.metrics { add(metric, scope: scope) }
        }
    }

    private mutating func add(_ metric: Metric, scope: PrometheusLabels) {
        switch metric.data {
        case .gauge(let gauge):
            add(gauge.dataPoints, to: family(of: metric, .gauge), scope: scope)
        case .sum(let sum):
            guard isCumulative(metric, sum.aggregationTemporality) else { return }
            let kind: PrometheusFamily.Kind = !sum.isMonotonic ? .gauge : options.addsTotal ? .counter : .unknown
            add(sum.dataPoints, to: family(of: metric, kind), scope: scope)
        case .histogram(let histogram):
            guard isCumulative(metric, histogram.aggregationTemporality) else { return }
            let family = family(of: metric, .histogram)
            for point in histogram.dataPoints where point.flags & DataPointFlags.noRecordedValueMask == 0 {
                let labels = PrometheusLabels(point.attributes, reserved: ["le"]).adding(scope)
                add(labels, PrometheusHistogram(point).samples(labels: labels), to: family)
            }
        case .exponentialHistogram(let histogram):
            guard isCumulative(metric, histogram.aggregationTemporality) else { return }
            let family = family(of: metric, .histogram)
            for point in histogram.dataPoints where point.flags & DataPointFlags.noRecordedValueMask == 0 {
                let labels = PrometheusLabels(point.attributes, reserved: ["le"]).adding(scope)
                add(labels, PrometheusHistogram(point).samples(labels: labels), to: family)
            }
        case .summary(let summary):
            let family = family(of: metric, .summary)
            for point in summary.dataPoints where point.flags & DataPointFlags.noRecordedValueMask == 0 {
                let labels = PrometheusLabels(point.attributes, reserved: ["quantile"]).adding(scope)
                add(labels, samples(of: point, labels: labels), to: family)
            }
        case nil: break
        }
    }

    private mutating func add(_ points: [NumberDataPoint], to family: PrometheusFamily, scope: PrometheusLabels) {
        for point in points where point.flags & DataPointFlags.noRecordedValueMask == 0 {
            guard let value = point.value else { continue }
            let labels = PrometheusLabels(point.attributes).adding(scope)
            let isCounter = family.kind == .counter
            let sample = PrometheusFamily.Sample(
                suffix: isCounter ? "_total" : "",
                labels: labels,
                value: value,
                exemplar: isCounter ? point.exemplars.max { $0.timeUnixNano < $1.timeUnixNano } : nil
            )
            add(labels, [sample], to: family)
        }
    }

    private func samples(of point: SummaryDataPoint, labels: PrometheusLabels) -> [PrometheusFamily.Sample] {
        point.quantileValues.map {
            .init(suffix: "", labels: labels, ownLabel: ("quantile", $0.quantile), value: .double($0.value))
        } + [
            .init(suffix: "_sum", labels: labels, value: .double(point.sum)),
            .init(suffix: "_count", labels: labels, value: .int(Int64(clamping: point.count))),
        ]
    }
}

extension PrometheusExposition {
    private func isCumulative(_ metric: Metric, _ temporality: AggregationTemporality) -> Bool {
        if temporality == .cumulative { return true }
        warn(
            "prometheus.temporality",
            "Prometheus cannot show \"\(metric.name.printable())\", which is not cumulative."
        )
        return false
    }

    private func family(of metric: Metric, _ kind: PrometheusFamily.Kind) -> PrometheusFamily {
        var name = PrometheusNames.metric(metric.name)
        let unit = options.addsUnits ? PrometheusNames.unit(metric.unit, isGauge: kind == .gauge) : nil
        // The unit stands before _total, which comes back with every line of a counter.
        if kind == .counter, name.hasSuffix("_total") { name = String(name.dropLast("_total".count)) }
        if let unit, name != unit, !name.hasSuffix("_\(unit)") {
            name = (name.hasSuffix("_") ? String(name.dropLast()) : name) + "_\(unit)"
        }
        if name.isEmpty { name = "_" }
        return PrometheusFamily(name: name, kind: kind, unit: unit, help: metric.description)
    }

    /// Adds a series to its family, or to the one that has the name already (compatibility specification, "Metric
    /// Metadata"): the first help text stays, and what is of another type or unit is left out.
    private mutating func add(
        _ labels: PrometheusLabels,
        _ samples: [PrometheusFamily.Sample],
        to family: PrometheusFamily
    ) {
        let index: Int
        if let known = indices[family.name] {
            index = known
            guard families[known].kind == family.kind, families[known].unit == family.unit else {
                warn(
                    "prometheus.conflict",
                    "Prometheus sees two different metrics called \"\(family.name)\", of which the second is left out."
                )
                return
            }
            if families[known].help != family.help {
                warn(
                    "prometheus.help",
                    "Prometheus sees two descriptions of \"\(family.name)\", of which the second is left out."
                )
            }
        } else {
            guard family.reservedNames.allSatisfy({ reserved[$0] == nil }) else {
                warn(
                    "prometheus.conflict",
                    "Prometheus sees two different metrics called \"\(family.name)\", of which the second is left out."
                )
                return
            }
            index = families.count
            indices[family.name] = index
            for name in family.reservedNames { reserved[name] = index }
            families.append(family)
        }
        if !families[index].add(labels, samples) {
            warn(
                "prometheus.duplicate",
                "Prometheus sees two series of \"\(family.name)\" with the same labels, of which the second is left out."
            )
        }
    }
}
