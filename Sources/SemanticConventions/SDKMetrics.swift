// The SDK itself: https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/ (v1.44, in development)

extension MetricDescriptor {
    public static let otelSDKExporterSpanExported = MetricDescriptor(
        name: "otel.sdk.exporter.span.exported",
        unit: "{span}",
        description: "The number of spans for which the export has finished, either successful or failed.",
        instrument: .counter
    )
    public static let otelSDKExporterSpanInflight = MetricDescriptor(
        name: "otel.sdk.exporter.span.inflight",
        unit: "{span}",
        description: """
            The number of spans which were passed to the exporter, but that have not been exported yet (neither \
            successful, nor failed).
            """,
        instrument: .upDownCounter
    )
    public static let otelSDKProcessorSpanProcessed = MetricDescriptor(
        name: "otel.sdk.processor.span.processed",
        unit: "{span}",
        description: "The number of spans for which the processing has finished, either successful or failed.",
        instrument: .counter
    )
    public static let otelSDKProcessorSpanQueueCapacity = MetricDescriptor(
        name: "otel.sdk.processor.span.queue.capacity",
        unit: "{span}",
        description: "The maximum number of spans the queue of a given instance of an SDK span processor can hold.",
        instrument: .upDownCounter
    )
    public static let otelSDKProcessorSpanQueueSize = MetricDescriptor(
        name: "otel.sdk.processor.span.queue.size",
        unit: "{span}",
        description: "The number of spans in the queue of a given instance of an SDK span processor.",
        instrument: .upDownCounter
    )
    public static let otelSDKSpanLive = MetricDescriptor(
        name: "otel.sdk.span.live",
        unit: "{span}",
        description: """
            The number of created spans with `recording=true` for which the end operation has not been called \
            yet.
            """,
        instrument: .upDownCounter
    )
    public static let otelSDKSpanStarted = MetricDescriptor(
        name: "otel.sdk.span.started",
        unit: "{span}",
        description: "The number of created spans.",
        instrument: .counter
    )
    public static let otelSDKExporterLogExported = MetricDescriptor(
        name: "otel.sdk.exporter.log.exported",
        unit: "{log_record}",
        description: "The number of log records for which the export has finished, either successful or failed.",
        instrument: .counter
    )
    public static let otelSDKExporterLogInflight = MetricDescriptor(
        name: "otel.sdk.exporter.log.inflight",
        unit: "{log_record}",
        description: """
            The number of log records which were passed to the exporter, but that have not been exported yet \
            (neither successful, nor failed).
            """,
        instrument: .upDownCounter
    )
    public static let otelSDKLogCreated = MetricDescriptor(
        name: "otel.sdk.log.created",
        unit: "{log_record}",
        description: "The number of logs submitted to enabled SDK Loggers.",
        instrument: .counter
    )
    public static let otelSDKProcessorLogProcessed = MetricDescriptor(
        name: "otel.sdk.processor.log.processed",
        unit: "{log_record}",
        description: "The number of log records for which the processing has finished, either successful or failed.",
        instrument: .counter
    )
    public static let otelSDKProcessorLogQueueCapacity = MetricDescriptor(
        name: "otel.sdk.processor.log.queue.capacity",
        unit: "{log_record}",
        description: """
            The maximum number of log records the queue of a given instance of an SDK Log Record processor can \
            hold.
            """,
        instrument: .upDownCounter
    )
    public static let otelSDKProcessorLogQueueSize = MetricDescriptor(
        name: "otel.sdk.processor.log.queue.size",
        unit: "{log_record}",
        description: "The number of log records in the queue of a given instance of an SDK log processor.",
        instrument: .upDownCounter
    )
    public static let otelSDKExporterMetricDataPointExported = MetricDescriptor(
        name: "otel.sdk.exporter.metric_data_point.exported",
        unit: "{data_point}",
        description: "The number of metric data points for which the export has finished, either successful or failed.",
        instrument: .counter
    )
    public static let otelSDKExporterMetricDataPointInflight = MetricDescriptor(
        name: "otel.sdk.exporter.metric_data_point.inflight",
        unit: "{data_point}",
        description: """
            The number of metric data points which were passed to the exporter, but that have not been exported \
            yet (neither successful, nor failed).
            """,
        instrument: .upDownCounter
    )
    public static let otelSDKExporterOperationDuration = MetricDescriptor(
        name: "otel.sdk.exporter.operation.duration",
        unit: "s",
        description: "The duration of exporting a batch of telemetry records.",
        instrument: .histogram(boundaries: sdkDurationBoundaries)
    )
    public static let otelSDKMetricReaderCollectionDuration = MetricDescriptor(
        name: "otel.sdk.metric_reader.collection.duration",
        unit: "s",
        description: "The duration of the collect operation of the metric reader.",
        instrument: .histogram(boundaries: sdkDurationBoundaries)
    )

    static let sdk = [
        otelSDKExporterSpanExported, otelSDKExporterSpanInflight, otelSDKProcessorSpanProcessed,
        otelSDKProcessorSpanQueueCapacity, otelSDKProcessorSpanQueueSize, otelSDKSpanLive, otelSDKSpanStarted,
        otelSDKExporterLogExported, otelSDKExporterLogInflight, otelSDKLogCreated, otelSDKProcessorLogProcessed,
        otelSDKProcessorLogQueueCapacity, otelSDKProcessorLogQueueSize, otelSDKExporterMetricDataPointExported,
        otelSDKExporterMetricDataPointInflight, otelSDKExporterOperationDuration,
        otelSDKMetricReaderCollectionDuration,
    ]

    /// Seconds. The convention advises no boundaries; these are those of HTTP requests, as which most of it is sent.
    private static let sdkDurationBoundaries = [
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]
}
