// Databases: https://opentelemetry.io/docs/specs/semconv/db/database-metrics/ (v1.44; the duration is stable, the rest is
// in development)

extension MetricDescriptor {
    public static let dbClientOperationDuration = MetricDescriptor(
        name: "db.client.operation.duration",
        unit: "s",
        description: "Duration of database client operations.",
        instrument: .histogram(boundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10])
    )
    public static let dbClientResponseReturnedRows = MetricDescriptor(
        name: "db.client.response.returned_rows",
        unit: "{row}",
        description: "The actual number of records returned by the database operation.",
        instrument: .histogram(boundaries: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000])
    )
    public static let dbClientConnectionCount = MetricDescriptor(
        name: "db.client.connection.count",
        unit: "{connection}",
        description: "The number of connections that are currently in state described by the `state` attribute.",
        instrument: .upDownCounter
    )
    public static let dbClientConnectionIdleMax = MetricDescriptor(
        name: "db.client.connection.idle.max",
        unit: "{connection}",
        description: "The maximum number of idle open connections allowed.",
        instrument: .upDownCounter
    )
    public static let dbClientConnectionIdleMin = MetricDescriptor(
        name: "db.client.connection.idle.min",
        unit: "{connection}",
        description: "The minimum number of idle open connections allowed.",
        instrument: .upDownCounter
    )
    public static let dbClientConnectionMax = MetricDescriptor(
        name: "db.client.connection.max",
        unit: "{connection}",
        description: "The maximum number of open connections allowed.",
        instrument: .upDownCounter
    )
    public static let dbClientConnectionPendingRequests = MetricDescriptor(
        name: "db.client.connection.pending_requests",
        unit: "{request}",
        description: "The number of current pending requests for an open connection.",
        instrument: .upDownCounter
    )
    public static let dbClientConnectionTimeouts = MetricDescriptor(
        name: "db.client.connection.timeouts",
        unit: "{timeout}",
        description:
            "The number of connection timeouts that have occurred trying to obtain a connection from the pool.",
        instrument: .counter
    )
    public static let dbClientConnectionCreateTime = MetricDescriptor(
        name: "db.client.connection.create_time",
        unit: "s",
        description: "The time it took to create a new connection.",
        instrument: .histogram(boundaries: durationBoundaries)
    )
    public static let dbClientConnectionWaitTime = MetricDescriptor(
        name: "db.client.connection.wait_time",
        unit: "s",
        description: "The time it took to obtain an open connection from the pool.",
        instrument: .histogram(boundaries: durationBoundaries)
    )
    public static let dbClientConnectionUseTime = MetricDescriptor(
        name: "db.client.connection.use_time",
        unit: "s",
        description: "The time between borrowing a connection and returning it to the pool.",
        instrument: .histogram(boundaries: durationBoundaries)
    )

    static let database = [
        dbClientOperationDuration, dbClientResponseReturnedRows, dbClientConnectionCount, dbClientConnectionIdleMax,
        dbClientConnectionIdleMin, dbClientConnectionMax,
        dbClientConnectionPendingRequests, dbClientConnectionTimeouts, dbClientConnectionCreateTime,
        dbClientConnectionWaitTime, dbClientConnectionUseTime,
    ]

    /// Seconds. The convention advises no boundaries for a pool's times; these are those of an operation.
    private static let durationBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]
}
