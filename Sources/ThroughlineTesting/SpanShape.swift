import OTLP

/// The spans of a test as an indented tree.
struct SpanShape {
    private let spans: [OTLP.Span]

    init(_ spans: [OTLP.Span]) {
        // What is started in the same nanosecond stays in its order.
        self.spans = spans.enumerated().sorted {
            ($0.element.startTimeUnixNano, $0.offset) < ($1.element.startTimeUnixNano, $1.offset)
        }.map(\.element)
    }

    func text(showing attributes: [String]) -> String {
        let known = Set(spans.map(\.spanID))
        let children = Dictionary(grouping: spans, by: \.parentSpanID)
        var lines: [String] = []
        // A span whose parent is not here is a root.
        var waiting = spans.filter { !known.contains($0.parentSpanID) }.reversed().map { (span: $0, depth: 0) }
        while let (span, depth) = waiting.popLast() {
            lines.append(String(repeating: "  ", count: depth) + line(span, attributes))
            waiting += (children[span.spanID] ?? []).reversed().map { (span: $0, depth: depth + 1) }
        }
        return lines.joined(separator: "\n")
    }

    private func line(_ span: OTLP.Span, _ attributes: [String]) -> String {
        var words = [span.name]
        switch span.kind {
        case .server: words.append("(server)")
        case .client: words.append("(client)")
        case .producer: words.append("(producer)")
        case .consumer: words.append("(consumer)")
        default: break
        }
        if span.status?.code == .error { words.append("error") }
        for name in attributes {
            guard let value = span.attributes.first(where: { $0.key == name })?.value else { continue }
            words.append("\(name)=\(value.text)")
        }
        return words.joined(separator: " ")
    }
}

extension AnyValue {
    fileprivate var text: String {
        switch self {
        case .string(let value): value
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .array(let values): "[\(values.map(\.text).joined(separator: ", "))]"
        default: "…"
        }
    }
}
