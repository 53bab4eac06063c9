/// The segment in memory, which grows until it is full.
struct SegmentBuilder {
    /// What a row is about, in numbers; those that the signal has no use for are 0.
    struct Row {
        var record: Int64
        var trace: Int64 = 0
        var span: UInt64 = 0
        var time: UInt64 = 0
        var duration: UInt64 = 0
    }

    let signal: Segment.Signal
    private(set) var fields: [FieldKey: FieldBuilder] = [:]
    private(set) var records: [UInt64] = []
    private var traces: [UInt64] = []
    private var spans: [UInt64] = []
    private var times: [UInt64] = []
    private var durations: [UInt64] = []
    private var values = 0
    private var textSize = 0
    private(set) var newestTrace: Int64 = 0
    private(set) var newestLog: Int64 = 0

    init(_ signal: Segment.Signal) {
        self.signal = signal
    }

    var count: Int { records.count }
    var isFull: Bool { count >= Segment.capacity || textSize >= Segment.maxTextSize }

    mutating func append(_ row: Row) {
        records.append(UInt64(bitPattern: row.record))
        traces.append(UInt64(bitPattern: row.trace))
        spans.append(row.span)
        times.append(row.time)
        durations.append(row.duration)
        newestTrace = max(newestTrace, row.trace)
        if row.trace == 0 { newestLog = max(newestLog, row.record) }
        values = 0
    }

    /// Adds a value to the last row.
    mutating func add(_ value: IndexedValue, under key: FieldKey) {
        values += 1
        guard values <= IndexedValue.maxValues else { return }
        if case .string(let text) = value { textSize += text.utf8.count }
        fields[key, default: FieldBuilder()].add(value, row: count - 1)
    }

    /// Adds an attribute to the last row.
    mutating func add(_ name: String, _ value: IndexedValue, names: inout Names) throws {
        guard fields.count >= Segment.maxKeys else {
            return add(value, under: FieldKey(name: try names.number(of: name)))
        }
        if let key = names.known(name).map({ FieldKey(name: $0) }), fields[key] != nil {
            add(value, under: key)
        } else {
            add(.string("\(name)=\(value.text)"), under: .others)
        }
    }

    /// The bytes of the field, or of the column; `nil` if no row has it.
    mutating func data(of key: FieldKey) -> [UInt8]? {
        let column: [UInt64]
        switch key {
        case .record: column = records
        case .trace: column = traces
        case .span: column = spans
        case .time: column = times
        case .duration: column = durations
        default:
            guard fields[key] != nil else { return nil }
            return fields[key]?.data()
        }
        return column.withUnsafeBytes { [UInt8]($0) }
    }

    static let columns: [FieldKey] = [.record, .trace, .span, .time, .duration]
}
