import OTLP
import SemanticConventions

/// The spans of a request as lines of text, grouped by trace and indented by parent.
enum SpanTree {
    /// A span with the name of the service that made it.
    private struct Node {
        var span: OTLP.Span
        var service: String
    }

    /// A line that is still to be written: the span, and what stands before it.
    private struct Branch {
        var node: Int
        var indentation: String
        var isLast: Bool
    }

    /// Beyond this depth lines are not indented any further.
    private static let deepestIndentation = 40

    static func text(of request: ExportTraceServiceRequest) -> String {
        var traces: [[UInt8]: [Node]] = [:]
        var order: [[UInt8]] = []
        for resourceSpans in request.resourceSpans {
            let service = resourceSpans.resource?.attributes.first { $0.key == AttributeKey.serviceName.name }?.value
            for span in resourceSpans.scopeSpans.flatMap(\.spans) {
                if traces[span.traceID] == nil { order.append(span.traceID) }
                traces[span.traceID, default: []].append(Node(span: span, service: service?.shown ?? ""))
            }
        }
        return order.map { text(ofTrace: $0, nodes: traces[$0] ?? []) }.joined()
    }

    private static func text(ofTrace traceID: [UInt8], nodes: [Node]) -> String {
        let nodes = nodes.sorted { $0.span.startTimeUnixNano < $1.span.startTimeUnixNano }
        let known = Set(nodes.map(\.span.spanID))
        let children = Dictionary(grouping: nodes.indices, by: { nodes[$0].span.parentSpanID })
        var isWritten = [Bool](repeating: false, count: nodes.count)
        let services = nodes.reduce(into: [String]()) { if !$0.contains($1.service) { $0.append($1.service) } }
        var text = "trace \(traceID.hexDigits)  \(services.joined(separator: ", "))\n"

        func write(_ root: Int) {
            var branches = [Branch(node: root, indentation: "", isLast: true)]
            while let branch = branches.popLast() {
                guard !isWritten[branch.node] else { continue }
                isWritten[branch.node] = true
                let span = nodes[branch.node].span
                let below = children[span.spanID, default: []].filter { !isWritten[$0] }
                let indentation = branch.indentation + (branch.isLast ? "   " : "│  ")
                text += "\(branch.indentation)\(branch.isLast ? "└─" : "├─") \(span.headline)\n"
                for detail in span.details {
                    text += "\(indentation)\(below.isEmpty ? "   " : "│  ")\(detail)\n"
                }
                let deeper = indentation.count > 3 * deepestIndentation ? branch.indentation : indentation
                for (place, child) in below.enumerated().reversed() {
                    branches.append(Branch(node: child, indentation: deeper, isLast: place == below.count - 1))
                }
            }
        }

        for index in nodes.indices where !known.contains(nodes[index].span.parentSpanID) { write(index) }
        for index in nodes.indices where !isWritten[index] { write(index) }  // whose parents form a circle
        return text
    }
}

extension OTLP.Span {
    fileprivate var headline: String {
        var headline = "\(kindName) \(name.printable())  \(duration)"
        if let status, status.code != .unset {
            headline += status.code == .error ? "  ERROR" : "  OK"
            if !status.message.isEmpty { headline += " \(status.message.printable())" }
        }
        return headline
    }

    fileprivate var details: [String] {
        var details = attributes.map { "\($0.key.printable()) = \($0.value?.shown ?? "")" }
        for event in events {
            details.append("* \(event.name.printable())")
            details += event.attributes.map { "  \($0.key.printable()) = \($0.value?.shown ?? "")" }
        }
        for link in links {
            details.append("→ \(link.traceID.hexDigits) \(link.spanID.hexDigits)")
        }
        return details
    }

    private var kindName: String {
        switch kind {
        case .internal, .unspecified: "INTERNAL"
        case .server: "SERVER"
        case .client: "CLIENT"
        case .producer: "PRODUCER"
        case .consumer: "CONSUMER"
        default: "KIND \(kind.rawValue)"
        }
    }

    private var duration: String {
        guard endTimeUnixNano >= startTimeUnixNano else { return "ended before it started" }
        let microseconds = (endTimeUnixNano - startTimeUnixNano) / 1000
        return switch microseconds {
        case ..<1000: "\(microseconds) µs"
        case ..<1_000_000: "\(microseconds / 1000).\(microseconds / 100 % 10) ms"
        default: "\(microseconds / 1_000_000).\(microseconds / 100_000 % 10) s"
        }
    }
}
