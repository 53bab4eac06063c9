/// The rows of OpenTelemetry's compliance matrix, by section.
///
/// Source: `spec-compliance-matrix.md` of the specification, version 1.60.0; without its mark for optional rows.
enum ComplianceMatrix {
    static let sections: [(name: String, rows: String)] = [
        ("Metrics", metrics),
        ("Logs", logs),
        ("Resource", resource),
        ("Context Propagation", contextPropagation),
        ("Environment Variables", environmentVariables),
        ("Declarative configuration", declarativeConfiguration),
        ("Exporters", exporters),
        ("SDK Self-Observability", selfObservability),
    ]

    private static let metrics = #"""
        The API provides a way to set and get a global default `MeterProvider`.
        It is possible to create any number of `MeterProvider`s.
        `MeterProvider` provides a way to get a `Meter`.
        `get_meter` accepts name, `version` and `schema_url`.
        `get_meter` accepts `attributes`.
        When an invalid `name` is specified a working `Meter` implementation is returned as a fallback.
        The fallback `Meter` `name` property keeps its original invalid value.
        Associate `Meter` with `InstrumentationScope`.
        `Counter` instrument is supported.
        `AsynchronousCounter` instrument is supported.
        `Histogram` instrument is supported.
        `AsynchronousGauge` instrument is supported.
        `Gauge` instrument is supported.
        `UpDownCounter` instrument is supported.
        `AsynchronousUpDownCounter` instrument is supported.
        Instruments have `name`
        Instruments have kind.
        Instruments have an optional unit of measure.
        Instruments have an optional description.
        A valid instrument MUST be created and warning SHOULD be emitted when multiple instruments are registered under same `Meter` using same `name`.
        Duplicate instrument registration name conflicts are resolved by using first-seen for stream name.
        It is possible to register two instruments with same `name` under different `Meter`s.
        Instrument names conform to the specified syntax.
        Instrument units conform to the specified syntax.
        Instrument descriptions conform to the specified syntax.
        Instrument supports the advisory ExplicitBucketBoundaries parameter.
        Instrument supports the advisory Attributes parameter.
        Synchronous instruments support Bind to pre-associate attributes.
        All methods of `MeterProvider` are safe to be called concurrently.
        All methods of `Meter` are safe to be called concurrently.
        All methods of any instrument are safe to be called concurrently.
        `MeterProvider` allows a `Resource` to be specified.
        A specified `Resource` can be associated with all produced metrics from any `Meter` from `MeterProvider`.
        The supplied `name`, `version` and `schema_url` arguments passed to `MeterProvider` are used to create an `InstrumentationLibrary` instance stored in `Meter`.
        The supplied `name`, `version` and `schema_url` arguments passed to `MeterProvider` are used to create an `InstrumentationScope` instance stored in `Meter`.
        Configuration is managed solely by the `MeterProvider`.
        The `MeterProvider` provides methods to update the configuration
        The updated configuration applies to all already returned `Meter`s.
        There is a way to register `View`s with a `MeterProvider`.
        The `View` instrument selection criteria is as specified.
        The `View` instrument selection criteria supports wildcards.
        The `View` instrument selection criteria supports the match-all wildcard.
        The `View` allows configuring name, description, attributes keys and aggregation of resulting metric stream.
        The `View` allows configuring excluded attribute keys of resulting metric stream.
        The `View` allows configuring the exemplar reservoir of resulting metric stream.
        The SDK allows more than one `View` to be specified per instrument.
        The `MeterProvider` supports configuring `view_matching_mode` to enable composable View matching.
        The `Drop` aggregation is available.
        The `Default` aggregation is available.
        The `Default` aggregation uses the specified aggregation by instrument.
        The `Sum` aggregation is available.
        The `LastValue` aggregation is available.
        The `ExplicitBucketHistogram` aggregation is available.
        The `ExponentialBucketHistogram` aggregation is available.
        The metrics Reader implementation supports registering metric Exporters
        Reader implementation supports configuring default aggregation on basis of instrument kind.
        Reader implementation supports configuring default temporality on basis of instrument kind.
        Exporter has access to aggregated metrics data (aggregated points, not raw measurements).
        Exporter `export` function can not be called concurrently from same Exporter instance.
        The metrics Exporter `export` function does not block indefinitely.
        The metrics Exporter `export` function receives a batch of metrics.
        The metrics Exporter `export` function returns `Success` or `Failure`.
        The metrics Exporter provides a `ForceFlush` function.
        Exporter `ForceFlush` can inform caller whether it succeeded, failed or timed out.
        The metrics Exporter provides a `shutdown` function.
        The metrics Exporter `shutdown` function do not block indefinitely.
        The metrics SDK samples `Exemplar`s from measurements.
        Exemplar sampling can be disabled.
        The metrics SDK supports SDK-wide exemplar filter configuration
        The metrics SDK supports `TraceBased` exemplar filter
        The metrics SDK supports `AlwaysOn` exemplar filter
        The metrics SDK supports `AlwaysOff` exemplar filter
        Exemplars retain any attributes available in measurement that are not preserved by aggregation or view configuration.
        Documentation notes that View-filtered attributes may still appear on Exemplars.
        Exemplars contain associated trace id and span id of active span in Context when measurement was taken.
        Exemplars contain the timestamp when the measurement was taken.
        The metrics SDK provides an `ExemplarReservoir` interface or extension point.
        An `ExemplarReservoir` has an `offer` method with access to measurement value, attributes, `Context` and timestamp.
        provides a `SimpleFixedSizeExemplarReservoir` that is used by default for all aggregations except `ExplicitBucketHistogram`.
        provides an `AlignedHistogramBucketExemplarReservoir` that is used by default for `ExplicitBucketHistogram` aggregation.
        A metric Producer accepts an optional metric Filter
        The metric Reader implementation supports registering metric Filter and passing them  its registered metric Producers
        The metric SDK's metric Producer implementations uses the metric Filter
        Metric SDK implements cardinality limit
        Metric SDK supports configuring cardinality limit at MeterReader level
        Metric SDK supports configuring cardinality limit per metric (using Views)
        Metric SDK supports per-timeseries cumulative start timestamps
        The metric SDK's periodic Reader implementation supports the `maxExportBatchSize` parameter
        """#

    private static let logs = #"""
        LoggerProvider.Get Logger
        LoggerProvider.Get Logger accepts attributes
        LoggerProvider.Shutdown
        LoggerProvider.ForceFlush
        Logger.Emit(LogRecord)
        Logger.Emit(LogRecord) with Exception parameter
        LogRecord.Set EventName
        Logger.Enabled
        Ergonomic API
        SimpleLogRecordProcessor
        BatchLogRecordProcessor
        Can plug custom LogRecordProcessor
        LogRecordProcessor.Enabled
        OTLP/gRPC exporter
        OTLP/HTTP exporter
        OTLP File exporter
        Can plug custom LogRecordExporter
        Trace Context Injection
        """#

    private static let resource = #"""
        Create from Attributes
        Create empty
        Merge (v2)
        Retrieve attributes
        Default value for service.name
        Resource detector interface/mechanism
        Resource detectors populate Schema URL
        """#

    private static let contextPropagation = #"""
        Create Context Key
        Get value from Context
        Set value for Context
        Attach Context
        Detach Context
        Get current Context
        Composite Propagator
        Global Propagator
        TraceContext Propagator
        B3 Propagator
        Jaeger Propagator
        OT Propagator
        OpenCensus Binary Propagator
        TextMapPropagator
        Fields
        Setter argument
        Getter argument
        Getter argument returning Keys
        Environment Variables as Context Propagation Carriers
        """#

    private static let environmentVariables = #"""
        OTEL_SDK_DISABLED
        OTEL_RESOURCE_ATTRIBUTES
        OTEL_SERVICE_NAME
        OTEL_LOG_LEVEL
        OTEL_PROPAGATORS
        OTEL_BSP_*
        OTEL_BLRP_*
        OTEL_EXPORTER_OTLP_*
        OTEL_EXPORTER_ZIPKIN_*
        OTEL_TRACES_EXPORTER
        OTEL_METRICS_EXPORTER
        OTEL_LOGS_EXPORTER
        OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT
        OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT
        OTEL_SPAN_EVENT_COUNT_LIMIT
        OTEL_SPAN_LINK_COUNT_LIMIT
        OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT
        OTEL_LINK_ATTRIBUTE_COUNT_LIMIT
        OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT
        OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT
        OTEL_TRACES_SAMPLER
        OTEL_TRACES_SAMPLER_ARG
        OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT
        OTEL_ATTRIBUTE_COUNT_LIMIT
        OTEL_METRIC_EXPORT_INTERVAL
        OTEL_METRIC_EXPORT_TIMEOUT
        OTEL_METRICS_EXEMPLAR_FILTER
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE
        OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION
        OTEL_CONFIG_FILE
        """#

    private static let declarativeConfiguration = #"""
        `Parse` a configuration file
        The `Parse` operation accepts the configuration YAML file format
        The `Parse` operation performs environment variable substitution
        The `Parse` operation returns configuration model
        The `Parse` operation resolves plugin component configuration to `properties`
        `Create` SDK components
        The `Create` operation accepts configuration model
        The `Create` operation returns `TracerProvider`
        The `Create` operation returns `MeterProvider`
        The `Create` operation returns `LoggerProvider`
        The `Create` operation returns `Propagators`
        The `Create` operation calls `CreateComponent` of corresponding `PluginComponentProvider` when encountering plugin components
        Register a `PluginComponentProvider`
        """#

    private static let exporters = #"""
        Exporter interface
        Exporter interface has `ForceFlush`
        Standard output (logging)
        In-memory (mock exporter)
        OTLP/gRPC Exporter
        OTLP/HTTP binary Protobuf Exporter
        OTLP/HTTP JSON Protobuf Exporter
        OTLP/HTTP gzip Content-Encoding support
        Enforces request size limit
        Enforces response size limit
        Concurrent sending
        Honors retryable responses with backoff
        Honors non-retryable responses
        Honors throttling response
        Multi-destination spec compliance
        SchemaURL in ResourceSpans and ScopeSpans
        SchemaURL in ResourceMetrics and ScopeMetrics
        SchemaURL in ResourceLogs and ScopeLogs
        Honors the user agent spec
        Partial Success messages are handled and logged for OTLP/gRPC
        Partial Success messages are handled and logged for OTLP/HTTP
        Metric Exporter configurable temporality preference
        Metric Exporter configurable default aggregation
        Zipkin V1 JSON
        Zipkin V1 Thrift
        Zipkin V2 JSON
        Zipkin V2 Protobuf
        Service name mapping
        SpanKind mapping
        InstrumentationLibrary mapping
        InstrumentationScope mapping
        Boolean attributes
        Array attributes
        Status mapping
        Error Status mapping
        Event attributes mapping to Annotations
        Integer microseconds in timestamps
        Metadata Deduplication
        Name Sanitization
        UNIT Metadata
        Unit Suffixes
        Unit Full Words
        HELP Metadata
        TYPE Metadata
        otel_scope_name and otel_scope_version labels on all Metrics
        otel_scope_[attribute] labels on all Metrics
        otel_scope labels can be disabled
        Gauges become Prometheus Gauges
        Cumulative Monotonic Sums become Prometheus Counters
        Prometheus Counters have _total suffix by default
        Prometheus Counters _total suffixing can be disabled
        Cumulative Non-Monotonic Sums become Prometheus Gauges
        Delta Non-Monotonic Sums become Cumulative Prometheus Counters
        Cumulative Histograms become Prometheus Histograms
        Delta Histograms become Cumulative Prometheus Histograms
        Attributes Keys are Sanitized
        Colliding sanitized attribute keys are merged
        Exemplars for Histograms and Monotonic sums
        `target_info` metric from Resource
        """#

    private static let selfObservability = #"""
        `otel.sdk.span.started`
        `otel.sdk.span.live`
        `otel.sdk.processor.span.queue.size`
        `otel.sdk.processor.span.queue.capacity`
        `otel.sdk.processor.span.processed`
        `otel.sdk.exporter.span.inflight`
        `otel.sdk.exporter.span.exported`
        `otel.sdk.log.created`
        `otel.sdk.processor.log.queue.size`
        `otel.sdk.processor.log.queue.capacity`
        `otel.sdk.processor.log.processed`
        `otel.sdk.exporter.log.inflight`
        `otel.sdk.exporter.log.exported`
        `otel.sdk.exporter.metric_data_point.inflight`
        `otel.sdk.exporter.metric_data_point.exported`
        `otel.sdk.metric_reader.collection.duration`
        `otel.sdk.exporter.operation.duration`
        """#
}
