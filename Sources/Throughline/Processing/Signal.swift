/// A kind of telemetry, and the words that belong to it.
enum Signal: String, Sendable {
    case traces
    case metrics
    case logs

    /// Where its requests go under a base address.
    var path: String { "v1/\(rawValue)" }

    /// The number of the field in which a record has its attributes, where a record is a message of its own.
    var attributeField: Int {
        switch self {
        case .traces: 9
        case .metrics: 7
        case .logs: 6
        }
    }

    /// What one of its records is called, where there are several.
    var records: String {
        switch self {
        case .traces: "spans"
        case .metrics: "data points"
        case .logs: "log records"
        }
    }

    /// The same at the beginning of a sentence.
    var capitalizedRecords: String { records.prefix(1).uppercased() + records.dropFirst() }

    /// What helps against a queue that is full.
    var relief: String {
        switch self {
        case .traces: "Raise OTEL_BSP_MAX_QUEUE_SIZE, sample fewer traces"
        case .metrics: "Export more often"
        case .logs: "Raise OTEL_BLRP_MAX_QUEUE_SIZE, log less"
        }
    }
}
