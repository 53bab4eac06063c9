import Foundation

/// A trace that a test sends.
struct SentTrace: Sendable {
    struct Span: Sendable {
        var name: String
        var service = "shop"
        /// Which of the trace's spans it is in.
        var parent: Int?
        /// From the trace's begin, in microseconds.
        var start = 0
        var duration = 1_000
        /// As OTLP numbers them: 1 internal, 2 server, 3 client.
        var kind = 1
        var isError = false
        var attributes: [String: String] = [:]
    }

    let id: String
    /// Nanoseconds since 1970.
    let begin: UInt64
    var spans: [Span]

    private static let spansOfDocument = 2_000

    /// - Parameter age: How long ago it began, in seconds.
    init(age: Double = 1, _ spans: [Span]) {
        id = String(format: "%016lx%016lx", UInt64.random(in: 1 ... .max), UInt64.random(in: 1 ... .max))
        begin = RunningViewer.time(ago: age)
        self.spans = spans
    }

    func id(ofSpan index: Int) -> String { String(format: "%016lx", index + 1) }

    /// OTLP in JSON, a few thousand spans each.
    func documents() throws -> [Data] {
        try stride(from: 0, to: spans.count, by: Self.spansOfDocument).map { first in
            let indexes = first..<min(first + Self.spansOfDocument, spans.count)
            let resources = Dictionary(grouping: indexes) { spans[$0].service }.map { service, indexes in
                [
                    "resource": ["attributes": [attribute("service.name", service)]],
                    "scopeSpans": [["scope": ["name": "test"], "spans": indexes.map(span)]],
                ]
            }
            return try JSONSerialization.data(withJSONObject: ["resourceSpans": resources])
        }
    }

    private func span(_ index: Int) -> [String: Any] {
        let span = spans[index]
        let start = begin + UInt64(span.start) * 1_000
        var fields: [String: Any] = [
            "traceId": id,
            "spanId": id(ofSpan: index),
            "name": span.name,
            "kind": span.kind,
            "startTimeUnixNano": "\(start)",
            "endTimeUnixNano": "\(start + UInt64(span.duration) * 1_000)",
            "attributes": span.attributes.sorted { $0.key < $1.key }.map { attribute($0.key, $0.value) },
        ]
        if let parent = span.parent { fields["parentSpanId"] = id(ofSpan: parent) }
        if span.isError { fields["status"] = ["code": 2, "message": "it went wrong"] }
        return fields
    }

    private func attribute(_ key: String, _ value: String) -> [String: Any] {
        ["key": key, "value": ["stringValue": value]]
    }
}

extension SentTrace {
    /// A root, and below it groups of ten spans until there are so many. Every `errorsEvery`th fails.
    static func large(_ count: Int, errorsEvery: Int) -> SentTrace {
        var spans = [Span(name: "POST /import", duration: count * 100, kind: 2)]
        var group = 0
        for index in 1..<count {
            if index % 10 == 1 {
                group = index
                spans.append(Span(name: "batch \(index / 10)", parent: 0, start: index * 100, duration: 900))
            } else {
                spans.append(
                    Span(
                        name: "INSERT items",
                        service: index % 3 == 0 ? "catalog" : "shop",
                        parent: group,
                        start: index * 100,
                        duration: 80,
                        kind: 3,
                        isError: index % errorsEvery == 0,
                        attributes: ["item.id": "\(index)"]
                    )
                )
            }
        }
        return SentTrace(spans)
    }
}
