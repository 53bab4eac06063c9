import OTLP

/// Messages with every field set, to values that differ from their defaults and from each other.
enum Samples {
    static let attributes = [
        KeyValue(key: "string", value: "text \"with\" \\ escapes \n and ünïcødé 🎈"),
        KeyValue(key: "empty string", value: ""),
        KeyValue(key: "true", value: true),
        KeyValue(key: "false", value: false),
        KeyValue(key: "int", value: -42),
        KeyValue(key: "least", value: .int(.min)),
        KeyValue(key: "greatest", value: .int(.max)),
        KeyValue(key: "double", value: 0.1),
        KeyValue(key: "zero", value: 0.0),
        KeyValue(key: "array", value: ["a", 1, true, .empty, ["nested"]]),
        KeyValue(key: "empty array", value: []),
        KeyValue(key: "list", value: .keyValueList([KeyValue(key: "k", value: 2.5), KeyValue(key: "none")])),
        KeyValue(key: "bytes", value: .bytes([0, 127, 128, 255])),
        KeyValue(key: "empty bytes", value: .bytes([])),
        KeyValue(key: "empty", value: .empty),
        KeyValue(key: "none"),
    ]

    static let traceID = [UInt8](0xF0...0xFF)
    static let spanID = [UInt8](1...8)
    static let scope = InstrumentationScope(
        name: "shop.orders",
        version: "1.2.3",
        attributes: attributes,
        droppedAttributesCount: 7
    )
    static let entity = EntityRef(
        schemaURL: "https://example.com/entity",
        type: "service",
        idKeys: ["service.name", "service.instance.id"],
        descriptionKeys: ["service.version"]
    )
    static let resource = Resource(attributes: attributes, droppedAttributesCount: .max, entityRefs: [entity, entity])

    // Traces

    static let event = Span.Event(
        timeUnixNano: 1_700_000_000_000_000_001,
        name: "exception",
        attributes: attributes,
        droppedAttributesCount: 3
    )
    static let link = Span.Link(
        traceID: traceID,
        spanID: spanID,
        traceState: "a=1,b=2",
        attributes: attributes,
        droppedAttributesCount: 4,
        flags: 0x301
    )
    static let status = Status(message: "out of stock", code: .error)
    static let span = Span(
        traceID: traceID,
        spanID: spanID,
        traceState: "vendor=value",
        parentSpanID: [8, 7, 6, 5, 4, 3, 2, 1],
        name: "GET /orders/{id}",
        kind: .server,
        startTimeUnixNano: 1_700_000_000_000_000_000,
        endTimeUnixNano: .max,
        attributes: attributes,
        droppedAttributesCount: 1,
        events: [event, Span.Event(name: "second")],
        droppedEventsCount: 300,
        links: [link],
        droppedLinksCount: 70_000,
        status: status,
        flags: 0xFFFF_FFFF
    )
    static let scopeSpans = ScopeSpans(scope: scope, spans: [span, Span()], schemaURL: "https://example.com/1")
    static let resourceSpans = ResourceSpans(
        resource: resource,
        scopeSpans: [scopeSpans, ScopeSpans()],
        schemaURL: "https://example.com/2"
    )
    static let traces = ExportTraceServiceRequest(resourceSpans: [resourceSpans, ResourceSpans()])

    // Metrics

    static let exemplar = Exemplar(
        timeUnixNano: 11,
        value: .double(-0.5),
        spanID: spanID,
        traceID: traceID,
        filteredAttributes: attributes
    )
    static let intPoint = NumberDataPoint(
        startTimeUnixNano: 1,
        timeUnixNano: 2,
        value: .int(-9),
        exemplars: [exemplar, Exemplar(value: .int(.min))],
        attributes: attributes,
        flags: 1
    )
    static let doublePoint = NumberDataPoint(
        startTimeUnixNano: 3,
        timeUnixNano: 4,
        value: .double(1e300),
        exemplars: [Exemplar()],
        attributes: [KeyValue(key: "k", value: "v")],
        flags: .max
    )
    static let histogramPoint = HistogramDataPoint(
        startTimeUnixNano: 5,
        timeUnixNano: 6,
        count: 700,
        sum: 0,
        bucketCounts: [0, 1, .max],
        explicitBounds: [-1.5, 0, .infinity],
        exemplars: [exemplar],
        attributes: attributes,
        flags: 8,
        min: -0.0,
        max: .greatestFiniteMagnitude
    )
    static let buckets = ExponentialHistogramDataPoint.Buckets(offset: -3, bucketCounts: [0, 1, 127, 128, .max])
    static let exponentialPoint = ExponentialHistogramDataPoint(
        attributes: attributes,
        startTimeUnixNano: 9,
        timeUnixNano: 10,
        count: 11,
        sum: -12.5,
        scale: .min,
        zeroCount: 13,
        positive: buckets,
        negative: ExponentialHistogramDataPoint.Buckets(),
        flags: 14,
        exemplars: [exemplar],
        min: .leastNonzeroMagnitude,
        max: 1e16,
        zeroThreshold: 1e-7
    )
    static let quantile = SummaryDataPoint.ValueAtQuantile(quantile: 0.99, value: 12)
    static let summaryPoint = SummaryDataPoint(
        startTimeUnixNano: 15,
        timeUnixNano: 16,
        count: 17,
        sum: 18.5,
        quantileValues: [quantile, SummaryDataPoint.ValueAtQuantile()],
        attributes: attributes,
        flags: 19
    )
    static let gauge = Gauge(dataPoints: [intPoint, doublePoint, NumberDataPoint()])
    static let sum = Sum(dataPoints: [doublePoint], aggregationTemporality: .delta, isMonotonic: true)
    static let histogram = Histogram(dataPoints: [histogramPoint], aggregationTemporality: .cumulative)
    static let exponentialHistogram = ExponentialHistogram(
        dataPoints: [exponentialPoint],
        aggregationTemporality: AggregationTemporality(rawValue: -1)
    )
    static let summary = Summary(dataPoints: [summaryPoint])
    static let allData: [Metric.Data] = [
        .gauge(gauge), .sum(sum), .histogram(histogram), .exponentialHistogram(exponentialHistogram), .summary(summary),
        .gauge(Gauge()),
    ]
    static let metrics = allData.map {
        Metric(name: "http.server.request.duration", description: "How long", unit: "s", data: $0, metadata: attributes)
    }
    static let scopeMetrics = ScopeMetrics(scope: scope, metrics: metrics, schemaURL: "https://example.com/3")
    static let resourceMetrics = ResourceMetrics(
        resource: resource,
        scopeMetrics: [scopeMetrics],
        schemaURL: "https://example.com/4"
    )
    static let allMetrics = ExportMetricsServiceRequest(resourceMetrics: [resourceMetrics])

    // Logs

    static let logRecord = LogRecord(
        timeUnixNano: 20,
        severityNumber: .fatal4,
        severityText: "FATAL",
        body: .keyValueList(attributes),
        attributes: attributes,
        droppedAttributesCount: 21,
        flags: 1,
        traceID: traceID,
        spanID: spanID,
        observedTimeUnixNano: 22,
        eventName: "order.placed"
    )
    static let scopeLogs = ScopeLogs(
        scope: scope,
        logRecords: [logRecord, LogRecord()],
        schemaURL: "https://example.com/5"
    )
    static let resourceLogs = ResourceLogs(
        resource: resource,
        scopeLogs: [scopeLogs],
        schemaURL: "https://example.com/6"
    )
    static let logs = ExportLogsServiceRequest(resourceLogs: [resourceLogs])

    // Everything

    static let requests: [any Message] = [traces, allMetrics, logs]

    static let traceRejection = ExportTracePartialSuccess(rejectedSpans: -1, errorMessage: "no")
    static let metricsRejection = ExportMetricsPartialSuccess(rejectedDataPoints: 3, errorMessage: "not now")
    static let logsRejection = ExportLogsPartialSuccess(rejectedLogRecords: .max, errorMessage: "never")
    static let detail = RPCStatus.Detail(typeURL: "type.googleapis.com/google.rpc.RetryInfo", value: [10, 2, 8, 1])

    /// One message of each type.
    static let all: [any Message] =
        attributes + metrics + requests + [
            scope, entity, resource, event, link, status, span, scopeSpans, resourceSpans,
            exemplar, intPoint, doublePoint, histogramPoint, buckets, exponentialPoint, quantile, summaryPoint,
            gauge, sum, histogram, exponentialHistogram, summary, scopeMetrics, resourceMetrics,
            logRecord, scopeLogs, resourceLogs,
            AnyValue.string("alone"), AnyValue.empty,
            TracesData(resourceSpans: [resourceSpans]), MetricsData(resourceMetrics: [resourceMetrics]),
            LogsData(resourceLogs: [resourceLogs]),
            ExportTraceServiceResponse(partialSuccess: traceRejection), traceRejection,
            ExportMetricsServiceResponse(partialSuccess: metricsRejection), metricsRejection,
            ExportLogsServiceResponse(partialSuccess: logsRejection), logsRejection,
            RPCStatus(code: -3, message: "INVALID_ARGUMENT", details: [detail]), detail,
        ]
}
