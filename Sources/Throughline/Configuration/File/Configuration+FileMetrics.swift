import Logging

extension Configuration.Metrics {
    mutating func read(_ file: FileMapping, over general: Configuration.OTLP) {
        var isFirst = true
        var hasOTLP = false
        for reader in file.list("readers") {
            reader.mapping { choice in
                guard let (name, value) = choice.only(of: ["periodic", "pull"]) else { return }
                value.mapping { keys in
                    if name == "periodic" {
                        readPeriod(keys, isFirst: &isFirst)
                        keys.child("exporter") { readExporter($0, hasOTLP: &hasOTLP, over: general) }
                    } else {
                        keys.child("exporter") { readPuller($0) }
                    }
                    keys.notOffered("producers", using: "only this SDK's metrics are exported")
                    keys.child("cardinality_limits") { readCardinality($0) }
                }
            }
        }
        views = file.list("views").compactMap(\.view)
        file.read(
            "exemplar_filter",
            into: &exemplarFilter,
            oneOf: ["trace_based": .traceBased, "always_on": .alwaysOn, "always_off": .alwaysOff]
        )
        file.notOffered("meter_configurator/development", using: "all meters are enabled")
    }

    private mutating func readPeriod(_ file: FileMapping, isFirst: inout Bool) {
        var (interval, timeout) = (exportInterval, exportTimeout)
        file.read("interval", into: &interval, isZeroEndless: true)
        file.read("timeout", into: &timeout, isZeroEndless: true)
        if !isFirst, (interval, timeout) != (exportInterval, exportTimeout) {
            file.value.warn("has other times than the first reader", using: "those of the first are used")
            return
        }
        isFirst = false
        (exportInterval, exportTimeout) = (interval, timeout)
        file.read("max_export_batch_size", into: &maxExportBatchSize, in: 1...1_000_000)
    }

    private mutating func readExporter(_ file: FileMapping, hasOTLP: inout Bool, over general: Configuration.OTLP) {
        if let value = file["otlp_http"] {
            value.mapping { keys in
                let settings = Configuration.OTLPOverrides(keys)
                var (temporality, aggregation) = (temporality, defaultHistogramAggregation)
                keys.readForm(&temporality, &aggregation)
                if hasOTLP {
                    let exporter = OTLPHTTPMetricExporter(
                        general.overridden(by: settings),
                        temporality: temporality,
                        histograms: aggregation,
                        logger: Logger(label: "throughline")
                    )
                    exporters.append(.custom(exporter))
                } else {
                    hasOTLP = true
                    otlp = settings
                    (self.temporality, defaultHistogramAggregation) = (temporality, aggregation)
                    exporters.append(.otlp)
                }
            }
        }
        if let value = file["console"] {
            value.mapping { keys in
                var (temporality, aggregation) = (temporality, defaultHistogramAggregation)
                keys.readForm(&temporality, &aggregation)
                exporters.append(
                    .custom(ConsoleMetricExporter(temporality: temporality, histograms: aggregation))
                )
            }
        }
        if let exporter = file.otlpFile { exporters.append(.custom(exporter)) }
        file.warnOfOtherExporters()
    }

    private mutating func readPuller(_ file: FileMapping) {
        for name in ["prometheus/development", "prometheus"] {
            guard let value = file[name] else { continue }
            value.mapping { prometheus.read($0) }
            exporters.append(.prometheus)
        }
        file.warnOfOtherExporters()
    }

    private mutating func readCardinality(_ file: FileMapping) {
        file.read("default", into: &cardinalityLimit, in: 1...1_000_000)
        for name in [
            "counter", "gauge", "histogram", "observable_counter", "observable_gauge", "observable_up_down_counter",
            "up_down_counter",
        ] {
            guard let value = file[name], let limit = value.wholeNumber(in: 1...1_000_000), limit != cardinalityLimit
            else { continue }
            value.warn(
                "is not offered in this version",
                using: "\(cardinalityLimit) is used; a view can have a limit of its own"
            )
        }
    }
}

extension FileMapping {
    fileprivate func readForm(
        _ temporality: inout Configuration.Metrics.TemporalityPreference,
        _ aggregation: inout Configuration.Metrics.HistogramAggregation
    ) {
        read(
            "temporality_preference",
            into: &temporality,
            oneOf: ["cumulative": .cumulative, "delta": .delta, "low_memory": .lowMemory]
        )
        read(
            "default_histogram_aggregation",
            into: &aggregation,
            oneOf: [
                "explicit_bucket_histogram": .explicitBuckets,
                "base2_exponential_bucket_histogram": .exponentialBuckets,
            ]
        )
    }
}

extension Configuration.Metrics.Prometheus {
    fileprivate mutating func read(_ file: FileMapping) {
        host = file.text("host") ?? host
        file.read("port", into: &port, in: 0...65_535)
        isServed = true
        for (name, isReversed) in [("scope_info_enabled", false), ("without_scope_info", true)] {
            var isOn = options.includesScope != isReversed
            file.read(name, into: &isOn)
            options.includesScope = isOn != isReversed
        }
        for (name, isReversed) in [
            ("target_info_enabled", false), ("target_info_enabled/development", false), ("without_target_info", true),
            ("without_target_info/development", true),
        ] {
            var isOn = options.includesTargetInfo != isReversed
            file.read(name, into: &isOn)
            options.includesTargetInfo = isOn != isReversed
        }
        var hasSuffixes = true
        file.read(
            "translation_strategy",
            into: &hasSuffixes,
            oneOf: [
                "underscore_escaping_with_suffixes": true, "underscore_escaping_without_suffixes": false,
                "underscoreescapingwithsuffixes": true, "underscoreescapingwithoutsuffixes": false,
            ]
        )
        options.addsUnits = hasSuffixes
        options.addsTotal = hasSuffixes
        for name in ["resource_constant_labels", "with_resource_constant_labels"] {
            file.notOffered(name, using: "the resource is in target_info")
        }
    }
}
