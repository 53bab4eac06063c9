import Foundation
import OTLP

/// A trace as the waterfall of the viewer's page has it: a row for each span, short enough for 50,000 of them.
struct Waterfall: Sendable {
    /// What the rows' columns hold.
    static let columns = [
        "id", "parent", "depth", "name", "service", "kind", "status", "start", "duration", "events", "links", "logs",
        "flags",
        "self", "critical",
    ]
    /// As many spans are sent at most; the rest is counted.
    static let maxRows = 100_000
    /// As many events of one span are marked.
    private static let maxEvents = 100

    private let rows: TraceRows

    init(_ rows: TraceRows) {
        self.rows = rows
    }

    /// All of it but the rows.
    private struct Head: Encodable {
        struct Resource: Encodable {
            let service: String
            let attributes: JSONValue
        }

        let summary: TraceSummary
        let resources: [Resource]
        let names: [String]
        let services: [String]
        let start: UnixTime
        let duration: UInt64
        let columns = Waterfall.columns
        let findings: [Finding]
        let truncated: Int?
    }

    /// The answer's JSON. The rows are written by hand: an encoder takes a second for what is nothing but numbers.
    func json() throws -> [UInt8] {
        let shown = rows.rows.prefix(Self.maxRows)
        let traceStart = rows.trace.startTimeUnixNano
        var names = Index()
        var services = Index()
        var logCounts: [Trace.Span.ID: Int] = [:]
        for entry in rows.trace.logs { if let span = entry.spanID { logCounts[span, default: 0] += 1 } }

        var text = RowText()
        for (index, row) in shown.enumerated() {
            text.append(
                row,
                isFirst: index == 0,
                name: names.index(of: row.span.name),
                service: services.index(of: row.span.serviceName),
                traceStart: traceStart,
                maxEvents: Self.maxEvents,
                logs: logCounts[row.span.id] ?? 0
            )
        }
        let head = Head(
            summary: TraceSummary(rows),
            resources: resources.map {
                Head.Resource(
                    service: $0.attributes["service.name"]?.stringValue ?? "",
                    attributes: JSONValue(.keyValueList($0.attributes))
                )
            },
            names: names.texts,
            services: services.texts,
            start: UnixTime(traceStart),
            duration: rows.trace.durationNanoseconds,
            findings: Finding.all(in: rows).filter { $0.parent < shown.count },
            truncated: rows.rows.count > shown.count ? rows.rows.count - shown.count : nil
        )
        var json = Array(try AnswerEncoder.encode(head))
        json.removeLast()
        json += Array(#","spans":["#.utf8)
        json += text.bytes
        json += Array("]}".utf8)
        return json
    }

    /// The resources of the spans, each once. Those of neighbours are mostly one and the same, which is seen at once.
    private var resources: [Resource] {
        var found: [Resource] = []
        var known: Set<Resource> = []
        for row in rows.rows where row.span.resource != found.last {
            guard known.count < 1_000 else { break }
            if known.insert(row.span.resource).inserted { found.append(row.span.resource) }
        }
        return found
    }

    /// Texts by the order in which they came.
    private struct Index {
        private(set) var texts: [String] = []
        private var indexByText: [String: Int] = [:]

        mutating func index(of text: String) -> Int {
            if let index = indexByText[text] { return index }
            indexByText[text] = texts.count
            texts.append(text)
            return texts.count - 1
        }
    }
}

/// The rows of a waterfall as JSON.
private struct RowText {
    private(set) var bytes: [UInt8] = []

    mutating func append(
        _ row: TraceRows.Row,
        isFirst: Bool,
        name: Int,
        service: Int,
        traceStart: UInt64,
        maxEvents: Int,
        logs: Int
    ) {
        let span = row.span
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "["))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: span.id.hex.utf8)
        bytes.append(UInt8(ascii: "\""))
        append(row.parent ?? -1)
        append(row.depth)
        append(name)
        append(service)
        append((0...5).contains(span.kind.rawValue) ? Int(span.kind.rawValue) : 0)
        append(span.data.status.map { (0...2).contains($0.code.rawValue) ? Int($0.code.rawValue) : 0 } ?? 0)
        append(Self.offset(of: span.startTimeUnixNano, from: traceStart))
        append(Int(clamping: span.durationNanoseconds))
        append(events: span.data.events.prefix(maxEvents), from: traceStart)
        append(span.data.links.count)
        append(logs)
        append(row.flags.rawValue)
        append(Int(clamping: row.selfTime))
        append(Int(clamping: row.criticalTime))
        bytes.append(UInt8(ascii: "]"))
    }

    /// A span that does not say when it began stands at the trace's start.
    private static func offset(of time: UInt64, from start: UInt64) -> Int {
        time > start ? Int(clamping: time - start) : 0
    }

    private mutating func append(events: ArraySlice<OTLP.Span.Event>, from start: UInt64) {
        guard !events.isEmpty else { return append(0) }
        bytes.append(contentsOf: ",[".utf8)
        for (index, event) in events.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "["))
            bytes.append(contentsOf: String(Self.offset(of: event.timeUnixNano, from: start)).utf8)
            bytes.append(contentsOf: (event.name == "exception" ? ",1]" : ",0]").utf8)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func append(_ number: Int) {
        bytes.append(UInt8(ascii: ","))
        bytes.append(contentsOf: String(number).utf8)
    }
}
